// The scrolling list of a chat: rows are kept by key and redrawn only when their message changed.

import { h, icon } from "./dom.js";
import { bubbleRow, serviceLine, serviceRow } from "./message.js";
import { dayOf } from "./time.js";
import { t } from "./words.js";

const STEP = 150;
const NEAR = 60;

export class MessageList {
  /** `look(message)` answers {own, sender}; `doors` are those of bubbleRow; `onRead` is told of reading. */
  constructor({ look, doors, onRead }) {
    this.look = look;
    this.doors = { ...doors, quote: (id) => this.goTo(id) };
    this.onRead = onRead;
    this.rows = new Map();
    this.shown = STEP;
    this.following = true;
    this.messages = [];
    this.lastTop = 0;
    this.inner = h("div", { class: "list-inner" });
    this.earlier = h("button", { type: "button", class: "pill is-button", data: { action: "earlier" }, on: { click: () => this.#showEarlier() } });
    this.scroller = h("div", { class: "list", role: "log", "aria-live": "polite", tabindex: "0" }, this.inner);
    this.badge = h("span", { class: "badge" });
    this.jump = h(
      "button",
      { type: "button", class: "jump", hidden: true, "aria-label": t("message.bottom"), title: t("message.bottom"),
        data: { action: "bottom" }, on: { click: () => this.toBottom() } },
      icon("down"),
      this.badge,
    );
    this.element = h("div", { class: "list-frame" }, this.scroller, this.jump);
    this.scroller.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    // Pictures that arrive, keyboards that fold, phones that are shown again: all change the height.
    const heights = new ResizeObserver(() => this.following && this.#stick());
    heights.observe(this.inner);
    heights.observe(this.scroller);
  }

  show(messages) {
    this.messages = messages;
    const from = Math.max(0, messages.length - this.shown);
    const wanted = this.#wanted(messages.slice(from));
    const focus = focusWithin(this.inner);
    const nodes = from > 0 ? [this.earlier] : [];
    this.earlier.textContent = t("message.earlier", { n: from });
    const kept = new Map();
    for (const { key, mark, make } of wanted) {
      const old = this.rows.get(key);
      const row = old?.mark === mark ? old : { mark, node: make() };
      kept.set(key, row);
      nodes.push(row.node);
    }
    if (!messages.length) nodes.push(h("p", { class: "list-empty" }, t("message.none")));
    this.rows = kept;
    settle(this.inner, nodes);
    restoreFocus(this.inner, focus);
    if (this.following) this.#stick();
  }

  /** Rows of these messages, with a line wherever a new day begins. */
  #wanted(messages) {
    const rows = [];
    let day = "";
    let before = null;
    for (let at = 0; at < messages.length; at += 1) {
      const message = messages[at];
      const album = [message];
      while (message.media_group_id && messages[at + 1]?.media_group_id === message.media_group_id) album.push(messages[++at]);
      const today = dayOf(new Date(message.date * 1000));
      if (today !== day) {
        rows.push({ key: `day:${message.message_id}`, mark: today, make: () => h("div", { class: "row is-day" }, h("span", { class: "pill" }, today)) });
        before = null;
      }
      day = today;
      const line = serviceLine(message);
      const { own, sender } = this.look(message);
      const author = line ? null : String(message.from?.id ?? message.sender_chat?.id);
      const first = author !== before;
      before = author;
      const mark = [own, first, sender?.name, ...album.map((item) => item.version)].join("|");
      const make = line
        ? () => serviceRow(message, line)
        : () => bubbleRow(album, { own, sender, first, doors: this.doors });
      rows.push({ key: `message:${message.message_id}`, mark, make });
    }
    return rows;
  }

  showUnread(count) {
    this.badge.textContent = count ? String(count) : "";
    this.badge.hidden = !count;
  }

  toBottom() {
    this.following = true;
    this.#stick();
  }

  goTo(id) {
    const find = () => this.inner.querySelector(`[data-message-id="${CSS.escape(String(id))}"]`);
    if (!find() && this.messages.some((message) => message.message_id === id)) {
      this.shown = Infinity;
      this.following = false;
      this.show(this.messages);
    }
    const row = find();
    if (!row) return;
    row.scrollIntoView({ block: "center" });
    row.classList.remove("is-flashed");
    requestAnimationFrame(() => row.classList.add("is-flashed"));
  }

  #showEarlier() {
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.shown += STEP;
    this.following = false;
    this.show(this.messages);
    this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
  }

  #onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (!clientHeight) return;
    // Content that grows also moves the end away: only a scroll upwards is the person's wish to stay.
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR;
    if (isNear) this.following = true;
    else if (scrollTop < this.lastTop) this.following = false;
    this.lastTop = scrollTop;
    this.jump.hidden = this.following;
    if (this.following) this.onRead();
  }

  #stick() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
    this.onRead();
  }
}

/** Makes `nodes` the children of `parent`, moving none that already stands in its place. */
function settle(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

/** Which button of which message has the keyboard's focus, so that a redrawn row can give it back. */
function focusWithin(root) {
  const active = document.activeElement;
  const row = root.contains(active) && active !== root ? active.closest(".row[data-message-id]") : null;
  if (!row) return null;
  return { id: row.dataset.messageId, index: [...row.querySelectorAll("a, button")].indexOf(active) };
}

function restoreFocus(root, focus) {
  if (!focus || root.contains(document.activeElement)) return;
  const row = root.querySelector(`.row[data-message-id="${CSS.escape(focus.id)}"]`);
  row?.querySelectorAll("a, button")[focus.index]?.focus({ preventScroll: true });
}
