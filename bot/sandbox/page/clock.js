// The sandbox's clock in the header: what it shows, and the ways to move it.

import { attempt, toast } from "./ask.js";
import { h } from "./dom.js";
import { get, post } from "./stage.js";
import { dateOf, fieldOf, momentFromField, momentOf, secondsOf, weekdayOf } from "./time.js";
import { t } from "./words.js";

export class Clock {
  constructor() {
    this.base = Date.now();
    this.since = performance.now();
    this.nextDue = null;
    this.date = h("span", { class: "clock-date" });
    this.time = h("span", { class: "clock-time" });
    this.face = h("time", { class: "clock-face", data: { clock: "" } }, this.date, this.time);
    this.next = h("p", { class: "clock-next", hidden: true, data: { nextDue: "" } });
    this.field = h("input", { type: "datetime-local", "aria-label": t("clock.field"), data: { field: "clock" } });
    this.dueButton = this.#button("clock.due", "clock-due", () => this.#toNextDue());
    this.dueButton.hidden = true;
    this.element = h(
      "section",
      { class: "clock", "aria-label": t("clock.label") },
      this.face,
      h(
        "div",
        { class: "clock-buttons" },
        this.#button("clock.real", "clock-real", () => this.#move({ to: "real" })),
        this.#button("clock.hour", "clock-hour", () => this.#move({ advance_seconds: 3600 })),
        this.#button("clock.working_day", "clock-working-day", () => this.#move({ to: "next_working_day" })),
        this.dueButton,
        h("form", { class: "clock-set", on: { submit: (event) => this.#toField(event) } }, this.field,
          h("button", { type: "submit", class: "button", data: { action: "clock-set" } }, t("clock.set"))),
      ),
      this.next,
    );
    setInterval(() => this.#tick(), 250);
  }

  now() {
    return new Date(this.base + performance.now() - this.since);
  }

  /** Takes the server's word for what time it is. */
  setTo(iso) {
    this.base = Date.parse(iso);
    this.since = performance.now();
    if (document.activeElement !== this.field) this.field.value = fieldOf(this.now());
    this.#tick();
  }

  /** Whoever started the sandbox may know what is due next; `path` answers {at, what}. */
  async watchDue(path) {
    this.duePath = path;
    this.dueButton.hidden = !path;
    if (!path) return;
    try {
      this.#showDue(await get(path));
    } catch {
      this.next.hidden = true;
    }
  }

  #showDue(due) {
    this.nextDue = due?.at ? due : null;
    this.next.hidden = !this.nextDue;
    if (this.nextDue) {
      this.next.textContent = t("clock.next_is", { at: momentOf(new Date(due.at)), what: due.what ?? "" });
      this.next.title = this.next.textContent;
    }
  }

  #button(word, action, run) {
    return h("button", { type: "button", class: "button", data: { action }, on: { click: run } }, t(word));
  }

  #tick() {
    const now = this.now();
    this.date.textContent = `${dateOf(now)} ${weekdayOf(now)}`;
    this.time.textContent = secondsOf(now);
    this.face.dateTime = now.toISOString();
  }

  #move(body, what = "") {
    return attempt(document.body, async () => {
      const clock = await post("/stage/clock", body);
      this.setTo(clock.now);
      const at = t("clock.moved", { at: momentOf(new Date(clock.now)) });
      toast(what ? t("clock.moved_to", { at, what }) : at);
    });
  }

  #toField(event) {
    event.preventDefault();
    if (this.field.value) this.#move({ to: momentFromField(this.field.value).toISOString() });
  }

  #toNextDue() {
    return attempt(document.body, async () => {
      const due = await get(this.duePath);
      this.#showDue(due);
      if (!due?.at) return toast(t("clock.none_due"));
      const at = new Date(due.at);
      if (at <= this.now()) return toast(t("clock.past_due", { at: momentOf(at), what: due.what ?? "" }));
      return this.#move({ to: due.at }, due.what);
    });
  }
}
