// Beside the phones: the page of whoever started the sandbox, kept fresh while things happen.

import { h, icon, iconButton } from "./dom.js";
import { pref, remember } from "./prefs.js";
import { t } from "./words.js";

const LEAST = 280;

export class RecordPane {
  /** `toggled` is told when the pane was put away or brought back. */
  constructor({ toggled }) {
    this.toggled = toggled;
    this.frame = null;
    this.open = pref("record", true);
    this.body = h("div", { class: "record-body" });
    this.link = h("a", { class: "icon-button", target: "_blank", rel: "noopener", title: t("record.open"), "aria-label": t("record.open") }, icon("file"));
    this.grip = h("div", {
      class: "grip", role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-label": t("record.resize"), title: t("record.resize"),
      on: { pointerdown: (event) => this.#drag(event), keydown: (event) => this.#nudge(event) },
    });
    this.element = h(
      "aside",
      { class: "record", "aria-label": t("record.title"), hidden: true, data: { record: "" } },
      this.grip,
      h("header", { class: "record-head" }, h("h2", {}, t("record.title")), this.link, iconButton("close", t("record.hide"), "record-hide", () => this.show(false))),
      this.body,
    );
    this.#setWidth(pref("recordWidth", 420));
  }

  /** Shows the page at `path`, or nothing when there is none. */
  point(path) {
    if (path === this.path) return;
    this.path = path;
    this.body.replaceChildren();
    this.frame = null;
    if (path) {
      this.link.href = path;
      this.frame = this.#load(path);
      this.#present(this.frame);
    }
    this.#apply();
  }

  show(open) {
    this.open = open;
    remember("record", open);
    this.#apply();
    if (open) this.refresh();
  }

  /**
   * Something happened. A page that listens for "sandbox:changed" and prevents its default renews
   * itself; any other is loaded again behind the old one and takes its place, scrolled alike.
   */
  refresh() {
    const inside = this.#inside(this.frame);
    if (!this.open || !inside) return;
    const news = new inside.CustomEvent("sandbox:changed", { cancelable: true });
    if (!inside.dispatchEvent(news) || this.coming) return;
    const active = inside.document.activeElement;
    if (active?.matches("input, textarea, select")) return;
    const old = this.frame;
    const { scrollX, scrollY } = inside;
    this.coming = this.#load(inside.location.href);
    this.coming.addEventListener("load", () => {
      this.frame = this.coming;
      this.coming = null;
      this.#inside(this.frame)?.scrollTo(scrollX, scrollY);
      old.remove();
      this.#present(this.frame);
    }, { once: true });
  }

  #present(frame) {
    frame.classList.remove("is-coming");
    frame.dataset.recordFrame = "";
  }

  #load(path) {
    const frame = h("iframe", { class: "is-coming", src: path, title: t("record.title") });
    this.body.append(frame);
    return frame;
  }

  /** The frame's window, or null while it is loading or belongs to another site. */
  #inside(frame) {
    try {
      return frame?.contentDocument?.readyState === "complete" ? frame.contentWindow : null;
    } catch {
      return null;
    }
  }

  #apply() {
    this.element.hidden = !this.path || !this.open;
    this.toggled();
  }

  #setWidth(width) {
    this.width = Math.max(LEAST, Math.min(width, Math.max(LEAST, innerWidth * 0.7)));
    this.element.style.setProperty("--width", `${this.width}px`);
  }

  #drag(event) {
    event.preventDefault();
    this.grip.setPointerCapture(event.pointerId);
    const start = event.clientX + this.width;
    // Frames would swallow the pointer on its way.
    this.element.classList.add("is-resizing");
    const move = (moved) => this.#setWidth(start - moved.clientX);
    this.grip.addEventListener("pointermove", move);
    this.grip.addEventListener("lostpointercapture", () => {
      this.grip.removeEventListener("pointermove", move);
      this.element.classList.remove("is-resizing");
      remember("recordWidth", this.width);
    }, { once: true });
  }

  #nudge(event) {
    const step = { ArrowLeft: 40, ArrowRight: -40 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#setWidth(this.width + step);
    remember("recordWidth", this.width);
  }
}
