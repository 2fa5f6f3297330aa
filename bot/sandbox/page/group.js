// The staff group's phone: whoever is chosen speaks; a forum's topics are tabs.

import { ask, attempt, openMenu } from "./ask.js";
import { Conversation } from "./conversation.js";
import { face, h, iconButton, oneAtATime } from "./dom.js";
import { nameOf } from "./message.js";
import { pref, remember } from "./prefs.js";
import { get, post } from "./stage.js";
import { t } from "./words.js";

const GENERAL = "general";

export class GroupPhone {
  /** `people()` answers every user of the sandbox, so that members have names. */
  constructor({ group, chat, people, changed, putAway }) {
    this.chat = chat;
    this.key = `group:${group.id}`;
    this.people = people;
    this.changed = changed;
    this.putAway = putAway;
    this.commands = [];
    this.topic = GENERAL;
    this.isCounting = false;
    this.speakerId = pref(`speaker:${group.id}`, null);
    this.title = h("h2", {});
    this.subtitle = h("p", {});
    this.faceSlot = h("span", {});
    this.speakers = h("select", { "aria-label": t("group.speaker"), data: { field: "speaker" }, on: { change: () => this.#choose() } });
    this.topics = h("div", { class: "topics", role: "tablist", "aria-label": t("group.topics") });
    this.element = h("section", { class: "phone is-group", "aria-label": t("group.label", { name: group.title }), data: { group: group.id } });
    this.conversation = new Conversation({
      chat,
      host: this.element,
      speaker: () => this.speakerId,
      target: () => ({ chat_id: chat.id, thread_id: this.topic === GENERAL ? undefined : this.topic }),
      sender: (message) => {
        const author = message.sender_chat ?? message.from;
        return { id: author?.id ?? 0, name: nameOf(author) };
      },
      belongs: (message) => !this.group.is_forum || this.#topicOf(message) === this.topic,
      commands: () => this.commands,
      changed: () => this.#drawTopics(),
    });
    this.refresh = oneAtATime(() => this.#refresh());
    this.element.append(
      h("header", { class: "phone-head" }, this.faceSlot, h("div", { class: "phone-name" }, this.title, this.subtitle),
        iconButton("more", t("phone.menu"), "phone-menu", (event) => this.#menu(event.currentTarget))),
      this.topics,
      this.conversation.element,
    );
    this.conversation.composer.element.prepend(h("label", { class: "speaker" }, h("span", {}, t("group.speaker")), this.speakers));
    this.update(group);
  }

  get name() {
    return this.group.title;
  }

  get note() {
    return t("group.members", { n: this.group.members.length });
  }

  get id() {
    return this.group.id;
  }

  /** Unread messages of the topic shown, and one for each other topic with news. */
  get unread() {
    return this.conversation.unread + this.topics.querySelectorAll(".dot").length;
  }

  update(group) {
    const members = this.people().filter((user) => group.members.includes(user.id));
    const seen = JSON.stringify([group, members.map((user) => user.name)]);
    if (seen === this.seen) return;
    this.seen = seen;
    this.group = group;
    this.title.textContent = group.title;
    this.subtitle.textContent = t(group.bot_is_member ? "group.with_bot" : "group.members", { n: group.members.length });
    this.faceSlot.replaceChildren(face(group.title, group.id));
    if (!members.some((user) => user.id === this.speakerId)) this.speakerId = members[0]?.id ?? null;
    this.speakers.replaceChildren(
      ...members.map((user) => h("option", { value: user.id, selected: user.id === this.speakerId },
        [user.name, user.role_label].filter(Boolean).join(" · "))),
    );
    if (!members.length) this.speakers.append(h("option", { value: "" }, t("group.nobody")));
    this.conversation.composer.field.disabled = !members.length;
    if (this.topic !== GENERAL && !group.topics.some((topic) => topic.id === this.topic)) this.topic = GENERAL;
    this.conversation.draw();
  }

  async #refresh() {
    const [keyboard, commands] = await Promise.all([
      get(`/stage/chats/${this.chat.id}/keyboard`),
      get(`/stage/chats/${this.chat.id}/commands?user_id=${this.speakerId ?? ""}`),
    ]);
    this.conversation.composer.showKeyboard(keyboard.keyboard);
    this.commands = commands.commands;
  }

  #topicOf(message) {
    const thread = message.message_thread_id;
    return this.group.topics.some((topic) => topic.id === thread) ? thread : GENERAL;
  }

  #choose() {
    this.speakerId = Number(this.speakers.value);
    remember(`speaker:${this.group.id}`, this.speakerId);
    this.conversation.draw();
    attempt(this.element, () => this.refresh());
  }

  #drawTopics() {
    this.topics.hidden = !this.group.is_forum;
    if (this.group.is_forum) this.#drawTabs();
    this.changed();
  }

  #drawTabs() {
    const newest = new Map();
    for (const message of this.chat.visible()) newest.set(this.#topicOf(message), message.message_id);
    // What was said before the page was opened counts as read.
    if (!this.isCounting) this.seenTopics = new Map(newest);
    this.isCounting = this.chat.loaded;
    this.seenTopics.set(this.topic, newest.get(this.topic) ?? 0);
    const tabs = [{ id: GENERAL, name: t("group.general") }, ...this.group.topics];
    const mark = JSON.stringify([tabs, this.topic, tabs.map((tab) => this.#isNews(tab.id, newest))]);
    if (mark === this.topicsMark) return;
    this.topicsMark = mark;
    const focused = this.topics.contains(document.activeElement);
    this.topics.replaceChildren(...tabs.map((tab) => this.#tab(tab, newest)));
    if (focused) this.topics.querySelector("[aria-selected=true]")?.focus();
  }

  #isNews(id, newest) {
    return id !== this.topic && (newest.get(id) ?? 0) > (this.seenTopics.get(id) ?? 0);
  }

  #tab({ id, name }, newest) {
    return h(
      "button",
      {
        type: "button", role: "tab", class: "topic", "aria-selected": String(id === this.topic), data: { topic: id, action: "topic" },
        on: {
          click: () => {
            this.topic = id;
            this.conversation.readUpTo = 0;
            this.conversation.list.following = true;
            this.conversation.draw();
          },
        },
      },
      name || t("group.topic_n", { n: id }),
      this.#isNews(id, newest) && h("span", { class: "dot" }),
    );
  }

  #menu(anchor) {
    openMenu(anchor, [
      { label: t("group.join"), action: "group-join", run: () => this.#change("add", (user) => !this.group.members.includes(user.id), t("group.join")) },
      { label: t("group.part"), action: "group-part", run: () => this.#change("remove", (user) => this.group.members.includes(user.id), t("group.part")) },
      { label: t("group.migrate"), action: "group-migrate", danger: true, run: () => attempt(this.element, () => post(`/stage/groups/${this.group.id}/migrate`)) },
      { label: t("phone.hide"), action: "hide", run: () => this.putAway() },
    ]);
  }

  async #change(verb, fits, title) {
    const options = this.people().filter(fits).map((user) => [String(user.id), user.name]);
    const answer = await ask(title, [{ name: "members", label: t("group.pick"), many: true, options }], t("app.done"));
    if (!answer?.members.length) return;
    await attempt(this.element, () => post(`/stage/groups/${this.group.id}/members`, { [verb]: answer.members.map(Number) }));
  }
}
