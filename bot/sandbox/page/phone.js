// One person's phone: the chat with the bot, as that person sees it.

import { ask, attempt, openMenu } from "./ask.js";
import { Conversation } from "./conversation.js";
import { face, h, iconButton, oneAtATime } from "./dom.js";
import { get, post } from "./stage.js";
import { t } from "./words.js";

export class Phone {
  constructor({ user, chat, changed, putAway, invitation }) {
    this.user = user;
    this.invitation = invitation;
    this.chat = chat;
    this.key = `user:${user.id}`;
    this.putAway = putAway;
    this.commands = [];
    this.title = h("h2", {});
    this.subtitle = h("p", {});
    this.faceSlot = h("span", {});
    this.element = h("section", { class: "phone", "aria-label": t("phone.of", { name: user.name }), data: { phone: user.id } });
    this.conversation = new Conversation({
      chat,
      host: this.element,
      speaker: () => this.user.id,
      target: () => ({}),
      sender: () => null,
      belongs: () => true,
      commands: () => this.commands,
      changed,
    });
    /** Fetches the keyboard and the commands that apply to this person. */
    this.refresh = oneAtATime(() => this.#refresh());
    this.gate = h("div", { class: "gate" });
    this.element.append(
      h("header", { class: "phone-head" }, this.faceSlot, h("div", { class: "phone-name" }, this.title, this.subtitle),
        iconButton("more", t("phone.menu"), "phone-menu", (event) => this.#menu(event.currentTarget))),
      this.conversation.element,
      this.gate,
    );
    this.update(user);
  }

  get name() {
    return this.user.name;
  }

  get note() {
    return this.user.role_label ?? "";
  }

  get id() {
    return this.user.id;
  }

  get unread() {
    return this.conversation.unread;
  }

  update(user) {
    const seen = JSON.stringify(user);
    if (seen === this.seen) return;
    this.seen = seen;
    this.user = user;
    this.title.textContent = user.name;
    this.subtitle.textContent = [user.role_label, user.phone].filter(Boolean).join(" · ");
    this.faceSlot.replaceChildren(face(user.name, user.id));
    const closed = user.blocked || !user.opened;
    this.element.classList.toggle("is-closed", closed);
    this.conversation.composer.element.hidden = closed;
    this.gate.hidden = !closed;
    this.gate.replaceChildren(...(user.blocked ? this.#blocked() : closed ? this.#unopened() : []));
  }

  async #refresh() {
    const [keyboard, commands] = await Promise.all([
      get(`/stage/chats/${this.chat.id}/keyboard`),
      get(`/stage/chats/${this.chat.id}/commands`),
    ]);
    this.conversation.composer.showKeyboard(keyboard.keyboard);
    this.commands = commands.commands;
  }

  #blocked() {
    return [
      h("p", {}, t("phone.blocked")),
      h("button", { type: "button", class: "button is-main", data: { action: "unblock" }, on: { click: () => this.#do("unblock") } }, t("phone.unblock")),
    ];
  }

  #unopened() {
    const field = h("input", { type: "text", name: "link", "aria-label": t("phone.link.field"), placeholder: t("phone.link.field"), autocomplete: "off", data: { field: "link" } });
    const open = (event) => {
      event.preventDefault();
      if (field.value.trim()) this.conversation.open({ link: field.value.trim() });
    };
    if (this.invitation) {
      return [
        h("p", {}, h("b", {}, t("phone.unopened")), h("br"), t("phone.invited.hint")),
        h("button", { type: "button", class: "button is-main", data: { action: "open-invitation" }, on: { click: () => this.conversation.open({ link: this.invitation }) } }, t("phone.invited.open")),
      ];
    }
    return [
      h("p", {}, h("b", {}, t("phone.unopened")), h("br"), t("phone.unopened.hint")),
      h("form", { class: "gate-line", on: { submit: open } }, field,
        h("button", { type: "submit", class: "button", data: { action: "open-link" } }, t("phone.link.open"))),
      h("button", { type: "button", class: "button is-main", data: { action: "start" }, on: { click: () => this.conversation.open({ payload: "" }) } }, t("phone.start")),
    ];
  }

  #menu(anchor) {
    openMenu(anchor, [
      { label: t("phone.link"), action: "phone-link", run: () => this.#pasteLink() },
      this.user.blocked
        ? { label: t("phone.unblock"), action: "unblock", run: () => this.#do("unblock") }
        : { label: t("phone.block"), action: "block", danger: true, run: () => this.#do("block") },
      { label: t("phone.hide"), action: "hide", run: () => this.putAway() },
    ]);
  }

  #do(what) {
    return attempt(this.element, () => post(`/stage/users/${this.user.id}/${what}`));
  }

  async #pasteLink() {
    const answer = await ask(t("phone.link.title"), [{ name: "link", label: t("phone.link.field"), required: true }], t("phone.link.open"));
    if (answer?.link) await this.conversation.open({ link: answer.link });
  }
}
