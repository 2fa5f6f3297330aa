// Where a person writes: text, reply, edit, files, contact, location, commands, reply keyboard.

import { ask, attempt, openMenu } from "./ask.js";
import { h, icon, iconButton } from "./dom.js";
import { gist, nameOf } from "./message.js";
import { post } from "./stage.js";
import { t } from "./words.js";

const ACCEPT = { photo: "image/*", document: "", voice: "audio/*,.ogg,.oga", video: "video/*" };

export class Composer {
  /**
   * `speaker()` is the id of the person who writes, `target()` what goes with each message
   * ({chat_id, thread_id} in a group), `commands()` the bot's menu, `sent()` is told of success.
   */
  constructor({ host, speaker, target, commands, sent }) {
    Object.assign(this, { host, speaker, target, commands, sent });
    this.replyTo = null;
    this.editing = null;
    this.files = [];
    this.kind = "document";
    this.keyboard = null;
    this.field = h("textarea", {
      rows: 1,
      "aria-label": t("write.label"),
      placeholder: t("write.hint"),
      enterkeyhint: "send",
      data: { field: "message" },
      on: {
        input: () => this.#fit(),
        keydown: (event) => this.#onKey(event),
        paste: (event) => this.#onPaste(event),
      },
    });
    this.banner = h("div", { class: "banner", hidden: true });
    this.tray = h("div", { class: "tray", hidden: true });
    this.pickers = Object.fromEntries(Object.entries(ACCEPT).map(([kind, accept]) => [kind, this.#picker(kind, accept)]));
    this.commandButton = h(
      "button",
      { type: "button", class: "icon-button slash", "aria-label": t("write.commands"), title: t("write.commands"), data: { action: "commands" },
        on: { click: (event) => this.#openCommands(event.currentTarget) } },
      "/",
    );
    this.keysButton = iconButton("keys", t("write.keyboard"), "toggle-keyboard", () => this.#foldKeyboard());
    this.keysButton.hidden = true;
    this.keys = h("div", { class: "reply-keyboard", hidden: true });
    this.element = h(
      "form",
      { class: "composer", on: { submit: (event) => this.#submit(event), dragover: (event) => this.#onDrag(event), dragleave: () => this.#endDrag(), drop: (event) => this.#onDrop(event) } },
      this.banner,
      this.tray,
      h(
        "div",
        { class: "write-line" },
        iconButton("clip", t("write.attach"), "attach", (event) => this.#openAttach(event.currentTarget)),
        this.commandButton,
        this.field,
        this.keysButton,
        h("button", { type: "submit", class: "icon-button send", "aria-label": t("write.send"), title: t("write.send"), data: { action: "send" } }, icon("send")),
      ),
      this.keys,
      Object.values(this.pickers),
    );
  }

  reply(message) {
    this.editing = null;
    this.replyTo = message;
    this.#showBanner("reply", t("write.replying", { name: nameOf(message.from ?? message.sender_chat) }), message);
    this.field.focus();
  }

  edit(message) {
    this.replyTo = null;
    this.editing = message;
    this.field.value = message.text ?? message.caption ?? "";
    this.#fit();
    this.#showBanner("edit", t("write.editing"), message);
    this.field.focus();
  }

  /** Shows the keyboard the bot gave (Telegram's ReplyKeyboardMarkup), or none. */
  showKeyboard(markup) {
    const mark = JSON.stringify(markup ?? null);
    if (mark === this.keyboardMark) return;
    this.keyboardMark = mark;
    this.keyboard = markup?.keyboard?.length ? markup : null;
    this.keysButton.hidden = !this.keyboard;
    this.keys.hidden = !this.keyboard;
    this.field.placeholder = markup?.input_field_placeholder ?? t("write.hint");
    this.keys.replaceChildren(
      ...(this.keyboard?.keyboard ?? []).map((row) => h("div", { class: "key-row" }, row.map((button) => this.#replyKey(button)))),
    );
  }

  /** Sends text as the person, apart from what is being written. */
  say(text) {
    return attempt(this.host, async () => {
      await post(`/stage/users/${this.speaker()}/send`, { text, ...this.target() });
      this.sent();
    });
  }

  #replyKey(button) {
    const label = typeof button === "string" ? button : button.text;
    return h(
      "button",
      { type: "button", class: "key", data: { action: button.request_contact ? "share-contact" : "reply-key" },
        on: { click: () => this.#pressKey(button, label) } },
      label,
    );
  }

  #pressKey(button, label) {
    if (button.request_contact) return this.#shareContact();
    if (button.request_location) return this.#shareLocation();
    return this.say(label);
  }

  #foldKeyboard() {
    this.keys.hidden = !this.keys.hidden;
  }

  #showBanner(symbol, title, message) {
    this.banner.hidden = false;
    this.banner.replaceChildren(
      icon(symbol),
      h("div", { class: "banner-words" }, h("b", {}, title), h("span", {}, gist(message))),
      iconButton("close", t("app.cancel"), "cancel-banner", () => this.#clear()),
    );
  }

  #clear() {
    if (this.editing) this.field.value = "";
    this.replyTo = null;
    this.editing = null;
    this.banner.hidden = true;
    this.#fit();
  }

  #fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 132)}px`;
  }

  #onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.element.requestSubmit();
    } else if (event.key === "Escape") {
      this.#clear();
    }
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.field.value;
    const { editing, replyTo, files, kind } = this;
    if (!text.trim() && !files.length) return;
    // Emptied at once, so that a second Enter sends nothing twice; given back if it fails.
    this.field.value = "";
    this.#clear();
    this.#setFiles([], kind);
    try {
      if (files.length) await this.#upload(files, kind, text, replyTo);
      else if (editing) await post(`/stage/users/${this.speaker()}/edit`, { message_id: editing.message_id, text, ...this.target() });
      else await post(`/stage/users/${this.speaker()}/send`, { text, reply_to: replyTo?.message_id, ...this.target() });
      this.sent();
    } catch (error) {
      this.#setFiles(files, kind);
      if (!this.field.value) this.field.value = text;
      this.#fit();
      if (replyTo) this.reply(replyTo);
      attempt(this.host, () => Promise.reject(error));
    }
  }

  #upload(files, kind, caption, replyTo) {
    const form = new FormData();
    form.append("kind", kind);
    if (caption.trim()) form.append("caption", caption);
    if (replyTo) form.append("reply_to", String(replyTo.message_id));
    for (const [name, value] of Object.entries(this.target())) if (value !== undefined) form.append(name, String(value));
    for (const file of files) form.append("file", file, file.name);
    return post(`/stage/users/${this.speaker()}/upload`, form);
  }

  #picker(kind, accept) {
    const input = h("input", {
      type: "file", accept, multiple: kind !== "voice", hidden: true, tabindex: "-1", "aria-hidden": "true", data: { kind },
    });
    input.addEventListener("change", () => {
      this.#setFiles([...input.files], kind);
      input.value = "";
      this.field.focus();
    });
    return input;
  }

  #setFiles(files, kind) {
    this.files = files;
    this.kind = kind;
    this.tray.hidden = !files.length;
    this.field.placeholder = files.length ? t("write.caption") : this.keyboard?.input_field_placeholder ?? t("write.hint");
    for (const image of this.tray.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.tray.replaceChildren(...files.map((file) => this.#chip(file)));
  }

  #chip(file) {
    const shown = file.type.startsWith("image/") ? h("img", { src: URL.createObjectURL(file), alt: "" }) : icon("file");
    return h(
      "span",
      { class: "chip" },
      shown,
      h("span", { class: "chip-name" }, file.name),
      iconButton("close", t("write.remove", { name: file.name }), "remove-file", () =>
        this.#setFiles(this.files.filter((other) => other !== file), this.kind)),
    );
  }

  #onPaste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.#take(files);
  }

  #onDrag(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.element.classList.add("is-dropping");
  }

  #endDrag() {
    this.element.classList.remove("is-dropping");
  }

  #onDrop(event) {
    this.#endDrag();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.#take(files);
  }

  #take(files) {
    this.#setFiles(files, files.every((file) => file.type.startsWith("image/")) ? "photo" : "document");
    this.field.focus();
  }

  #openAttach(anchor) {
    const pick = (kind) => ({ label: t(`attach.${kind}`), action: `attach-${kind}`, run: () => this.pickers[kind].click() });
    openMenu(anchor, [
      pick("photo"),
      pick("document"),
      pick("voice"),
      pick("video"),
      { label: t("attach.contact"), action: "attach-contact", run: () => this.#shareContact() },
      { label: t("attach.other_contact"), action: "attach-other-contact", run: () => this.#shareOther() },
      { label: t("attach.location"), action: "attach-location", run: () => this.#shareLocation() },
    ]);
  }

  #openCommands(anchor) {
    const commands = this.commands();
    if (!commands.length) {
      attempt(this.host, () => Promise.reject(new Error(t("write.no_commands"))));
      return;
    }
    openMenu(anchor, commands.map(({ command, description }) => ({
      label: `/${command}`,
      note: description,
      action: `command-${command}`,
      run: () => this.say(`/${command}`),
    })));
  }

  #shareContact() {
    return attempt(this.host, async () => {
      await post(`/stage/users/${this.speaker()}/contact`, { own: true, ...this.target() });
      this.sent();
    });
  }

  async #shareOther() {
    const answer = await ask(t("attach.other_contact"), [
      { name: "name", label: t("people.name"), required: true },
      { name: "phone", label: t("people.phone"), required: true, type: "tel" },
    ], t("write.send"));
    if (!answer) return;
    await attempt(this.host, async () => {
      await post(`/stage/users/${this.speaker()}/contact`, { ...answer, ...this.target() });
      this.sent();
    });
  }

  async #shareLocation() {
    const answer = await ask(t("attach.location.title"), [
      { name: "latitude", label: t("attach.latitude"), type: "number", value: "28.19409", required: true },
      { name: "longitude", label: t("attach.longitude"), type: "number", value: "112.98228", required: true },
    ], t("write.send"));
    if (!answer) return;
    await attempt(this.host, async () => {
      await post(`/stage/users/${this.speaker()}/location`, {
        latitude: Number(answer.latitude), longitude: Number(answer.longitude), ...this.target(),
      });
      this.sent();
    });
  }
}
