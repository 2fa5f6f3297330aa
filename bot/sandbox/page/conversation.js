// One chat on the screen: its list, its composer and what can be done to a message.

import { attempt, notice, openMenu, toast } from "./ask.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { MessageList } from "./messages.js";
import { get, post } from "./stage.js";
import { t } from "./words.js";

const REACTIONS = ["👍", "❤️", "🙏", "👏", "🎉"];

export class Conversation {
  /**
   * `speaker()` is who acts here, `target()` what goes with each message of theirs,
   * `sender(message)` the {id, name} shown beside others' messages (null in a private chat),
   * `belongs(message)` whether this view shows it, `read()` is told when the newest was seen.
   */
  constructor({ chat, host, speaker, target, sender, belongs, commands, changed }) {
    Object.assign(this, { chat, host, speaker, target, sender, belongs, changed });
    this.readUpTo = 0;
    this.unread = 0;
    this.visible = false;
    this.composer = new Composer({ host, speaker, target, commands, sent: () => this.#sent() });
    this.list = new MessageList({
      look: (message) => ({ own: this.#isOwn(message), sender: this.#isOwn(message) ? null : sender(message) }),
      doors: {
        menu: (message, anchor) => this.#menu(message, anchor),
        press: (message, button, element) => this.#press(message, button, element),
        command: (text) => this.composer.say(text),
        link: (url, event) => this.#link(url, event),
      },
      onRead: () => this.#markRead(),
    });
    this.element = h("div", { class: "conversation" }, this.list.element, this.composer.element);
    this.redraw = () => this.draw();
    chat.listeners.add(this.redraw);
  }

  leave() {
    this.chat.listeners.delete(this.redraw);
  }

  draw() {
    this.messages = this.chat.visible().filter((message) => this.belongs(message));
    // What was said before the page was opened counts as read.
    if (this.readUpTo === 0 && this.chat.loaded) this.readUpTo = this.messages.at(-1)?.message_id ?? -1;
    this.list.show(this.messages);
    this.#count();
  }

  setVisible(visible) {
    this.visible = visible;
    if (visible && this.list.following) this.#markRead();
  }

  #isOwn(message) {
    return !message.outgoing_by_bot && message.from?.id === this.speaker();
  }

  #sent() {
    this.list.toBottom();
    return attempt(this.host, () => this.chat.sync());
  }

  #markRead() {
    if (!this.visible || !this.messages) return;
    this.readUpTo = Math.max(this.readUpTo, this.messages.at(-1)?.message_id ?? 0);
    this.#count();
  }

  #count() {
    this.unread = this.messages.filter((message) => message.message_id > this.readUpTo && !this.#isOwn(message)).length;
    this.list.showUnread(this.unread);
    this.changed();
  }

  #menu(message, anchor) {
    const own = this.#isOwn(message);
    const mine = (message.reactions ?? []).find((reaction) => reaction.user_id === this.speaker())?.emoji;
    const items = [
      {
        row: REACTIONS.map((emoji) => ({
          label: emoji,
          hint: t(emoji === mine ? "message.unreact" : "message.react", { emoji }),
          action: "react",
          run: () => this.#act("react", message, { emoji: emoji === mine ? null : emoji }),
        })),
      },
      { label: t("message.reply"), action: "reply", icon: "reply", run: () => this.composer.reply(message) },
    ];
    if (message.text ?? message.caption) {
      items.push({ label: t("message.copy"), action: "copy", icon: "file", run: () => this.#copy(message.text ?? message.caption) });
    }
    if (own) {
      if (message.text ?? message.caption) {
        items.push({ label: t("message.edit"), action: "edit", icon: "edit", run: () => this.composer.edit(message) });
      }
      items.push({ label: t("message.delete"), action: "delete", icon: "close", danger: true, run: () => this.#act("delete", message) });
    }
    openMenu(anchor, items);
  }

  #copy(text) {
    return attempt(this.host, () => navigator.clipboard.writeText(text));
  }

  #act(what, message, more = {}) {
    return attempt(this.host, async () => {
      await post(`/stage/users/${this.speaker()}/${what}`, { chat_id: this.chat.id, message_id: message.message_id, ...more });
      await this.chat.sync();
    });
  }

  #press(message, button, element) {
    if (element.getAttribute("aria-busy")) return undefined;
    element.setAttribute("aria-busy", "true");
    element.title = t("message.waiting");
    return attempt(this.host, async () => {
      try {
        const { callback_query_id: id } = await post(`/stage/users/${this.speaker()}/press`, {
          chat_id: this.chat.id, message_id: message.message_id, data: button.callback_data,
        });
        this.#showAnswer(await get(`/stage/callbacks/${encodeURIComponent(id)}`));
      } finally {
        element.removeAttribute("aria-busy");
        element.removeAttribute("title");
      }
    });
  }

  #showAnswer(answer) {
    if (answer.answered === false) toast(t("message.no_answer"), this.host);
    else if (answer.text && answer.show_alert) notice(answer.text, this.host);
    else if (answer.text) toast(answer.text, this.host);
  }

  #link(url, event) {
    // The bot's own invitation links open in this phone, as the chat app would.
    if (!/^(https?:\/\/(t|telegram)\.me\/|tg:\/\/resolve)/i.test(url) || !/[?&]start=/.test(url)) return;
    event.preventDefault();
    this.open({ link: url });
  }

  open(body) {
    return attempt(this.host, async () => {
      await post(`/stage/users/${this.speaker()}/open`, body);
      await this.#sent();
    });
  }
}
