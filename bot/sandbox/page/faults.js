// The drawer in which a trainer makes the network misbehave and turns the platform's limits on.

import { attempt, toast } from "./ask.js";
import { h, iconButton } from "./dom.js";
import { drop, post } from "./stage.js";
import { t } from "./words.js";

const KINDS = ["blocked", "error", "reset", "reset_after", "slow", "slow_after", "too_many", "migrated"];
const METHODS = ["sendMessage", "sendPhoto", "sendDocument", "editMessageText", "answerCallbackQuery", "getUpdates", "getFile"];

/** The number beside a kind of fault: its name in the API, its label, its first value. */
const EXTRA = {
  error: ["status", "faults.status", 502],
  slow: ["seconds", "faults.seconds", 5],
  slow_after: ["seconds", "faults.seconds", 5],
  too_many: ["retry_after", "faults.seconds", 10],
};

export class FaultsDrawer {
  /** `chats()` answers [[chat id, name]] of every chat. */
  constructor({ chats }) {
    this.chats = chats;
    this.faults = [];
    this.badge = h("span", { class: "badge", hidden: true });
    this.button = h("button", { type: "button", class: "button", data: { action: "faults" }, "aria-expanded": "false", on: { click: () => this.toggle() } }, t("faults.toggle"), this.badge);
    this.list = h("ul", { class: "fault-list" });
    this.kind = h("select", { name: "kind", on: { change: () => this.#fitExtra() } }, KINDS.map((kind) => h("option", { value: kind }, t(`fault.${kind}`))));
    this.chat = h("select", { name: "chat" });
    this.extra = h("label", { class: "field" });
    this.form = h(
      "form",
      { class: "fault-form", on: { submit: (event) => this.#add(event) } },
      labelled("faults.kind", this.kind),
      labelled("faults.where", this.chat),
      labelled("faults.method", h("input", { name: "method", list: "methods", autocomplete: "off" })),
      h("datalist", { id: "methods" }, METHODS.map((method) => h("option", { value: method }))),
      h("div", { class: "field-pair" },
        labelled("faults.probability", h("input", { name: "probability", type: "number", min: 1, max: 100, value: 100, required: true })),
        labelled("faults.count", h("input", { name: "count", type: "number", min: 1, value: 1 }))),
      this.extra,
      h("div", { class: "ask-buttons" },
        h("button", { type: "button", class: "button", data: { action: "faults-clear" }, on: { click: () => this.#clear() } }, t("faults.clear")),
        h("button", { type: "submit", class: "button is-main", data: { action: "fault-add" } }, t("faults.add"))),
    );
    this.limits = h("form", { class: "fault-form", on: { submit: (event) => this.#saveLimits(event) } });
    this.element = h(
      "aside",
      { class: "drawer", hidden: true, "aria-label": t("faults.toggle"), on: { keydown: (event) => event.key === "Escape" && this.toggle() } },
      h("header", { class: "record-head" }, h("h2", {}, t("faults.title")), iconButton("close", t("app.close"), "faults-close", () => this.toggle())),
      h("p", { class: "hint" }, t("faults.why")),
      this.list,
      this.form,
      h("h2", {}, t("limits.title")),
      this.limits,
    );
    this.#fitExtra();
  }

  toggle() {
    this.element.hidden = !this.element.hidden;
    this.button.setAttribute("aria-expanded", String(!this.element.hidden));
    if (this.element.hidden) return this.button.focus();
    return this.kind.focus();
  }

  /** What the server says is on. */
  update({ faults, limits }) {
    this.faults = faults;
    this.badge.textContent = String(faults.length);
    this.badge.hidden = !faults.length;
    this.badge.title = t("faults.on", { n: faults.length });
    this.list.replaceChildren(...(faults.length ? faults.map((fault) => this.#line(fault)) : [h("li", { class: "hint" }, t("faults.none"))]));
    const chosen = this.chat.value;
    this.chat.replaceChildren(
      h("option", { value: "" }, t("faults.anywhere")),
      ...this.chats().map(([id, name]) => h("option", { value: id, selected: String(id) === chosen }, name)),
    );
    if (!this.limits.contains(document.activeElement)) this.#drawLimits(limits ?? {});
  }

  #line(fault) {
    const chat = this.chats().find(([id]) => id === fault.match?.chat_id);
    const parts = [
      chat?.[1] ?? fault.match?.chat_id,
      fault.match?.method,
      `${Math.round((fault.probability ?? 1) * 100)} %`,
      fault.count === null || fault.count === undefined ? t("faults.always") : t("faults.left", { n: fault.count }),
    ];
    return h(
      "li",
      {},
      h("span", {}, h("b", {}, t(`fault.${fault.kind}`)), h("small", {}, parts.filter(Boolean).join(" · "))),
      iconButton("close", t("faults.remove"), "fault-remove", () => this.#replace(this.faults.filter((other) => other !== fault))),
    );
  }

  #fitExtra() {
    const extra = EXTRA[this.kind.value];
    this.extra.hidden = !extra;
    this.extra.replaceChildren(...(extra ? [h("span", {}, t(extra[1])), h("input", { name: extra[0], type: "number", min: 0, step: "any", value: extra[2], required: true })] : []));
  }

  #add(event) {
    event.preventDefault();
    const data = new FormData(this.form);
    const extra = EXTRA[this.kind.value];
    const match = {};
    if (data.get("chat")) match.chat_id = Number(data.get("chat"));
    if (data.get("method").trim()) match.method = data.get("method").trim();
    this.#replace([
      ...this.faults,
      {
        kind: this.kind.value,
        match,
        probability: Number(data.get("probability")) / 100,
        count: data.get("count") ? Number(data.get("count")) : null,
        ...(extra ? { [extra[0]]: Number(data.get(extra[0])) } : {}),
      },
    ]);
  }

  #replace(faults) {
    return attempt(document.body, () => post("/stage/faults", { faults }));
  }

  #clear() {
    return attempt(document.body, () => drop("/stage/faults"));
  }

  #drawLimits(limits) {
    const number = (word, name, fallback) =>
      labelled(word, h("input", { name, type: "number", min: 1, step: "any", value: limits[name] ?? fallback, required: true }));
    this.limits.replaceChildren(
      h("label", { class: "tick" }, h("input", { type: "checkbox", name: "enabled", checked: Boolean(limits.enabled) }), t("limits.on")),
      number("limits.overall", "overall_per_second", 30),
      number("limits.private", "private_per_second", 1),
      number("limits.group", "group_per_minute", 20),
      h("div", { class: "ask-buttons" }, h("button", { type: "submit", class: "button", data: { action: "limits-save" } }, t("limits.save"))),
    );
  }

  #saveLimits(event) {
    event.preventDefault();
    const data = new FormData(this.limits);
    return attempt(document.body, async () => {
      await post("/stage/limits", {
        enabled: data.has("enabled"),
        overall_per_second: Number(data.get("overall_per_second")),
        private_per_second: Number(data.get("private_per_second")),
        group_per_minute: Number(data.get("group_per_minute")),
      });
      toast(t("limits.saved"));
    });
  }
}

function labelled(word, control) {
  return h("label", { class: "field" }, h("span", {}, t(word)), control);
}
