// The whole page: reads the state, keeps one phone per person and group, and follows what happens.

import { ask, attempt } from "./ask.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { debounce, face, h, oneAtATime } from "./dom.js";
import { FaultsDrawer } from "./faults.js";
import { GroupPhone } from "./group.js";
import { Phone } from "./phone.js";
import { pref, remember } from "./prefs.js";
import { RecordPane } from "./record.js";
import { get, listen, post } from "./stage.js";
import { setZone } from "./time.js";
import { language, t } from "./words.js";

const narrow = matchMedia("(max-width: 760px)");

class App {
  constructor() {
    this.state = null;
    this.phones = new Map();
    this.chips = new Map();
    this.hidden = new Set(pref("hidden", []));
    this.current = pref("current", null);
    this.clock = new Clock();
    this.record = new RecordPane({ toggled: () => this.#arrange() });
    this.faults = new FaultsDrawer({ chats: () => [...this.phones.values()].map((phone) => [phone.chat.id, phone.name]) });
    this.bot = h("span", { class: "brand-bot" });
    this.link = h("span", { class: "link-state", role: "status", data: { connection: "" } });
    this.chipBar = h("div", { class: "chips", role: "group", "aria-label": t("people.bar") });
    this.recordChip = h("button", { type: "button", class: "person is-plain", data: { action: "record" }, on: { click: () => this.#toggleRecord() } }, t("record.toggle"));
    this.chipBar.append(this.recordChip);
    this.empty = h("p", { class: "none-shown" }, t("app.empty"));
    this.row = h("main", { class: "phones" }, this.empty);
    this.seen = new IntersectionObserver((entries) => this.#onSeen(entries), { threshold: 0.4 });
    this.readState = oneAtATime(() => this.#fetchState());
    this.renewPanels = debounce(() => this.#renewPanels(), 1000);
    document.body.append(this.#header(), h("div", { class: "stage" }, this.row, this.record.element), this.faults.element);
    narrow.addEventListener("change", () => this.#arrange());
    document.addEventListener("visibilitychange", () => this.#tellVisible());
  }

  start() {
    listen({ opened: () => this.#catchUp(), heard: (event) => this.#heard(event), lost: () => this.#showLink(false) });
  }

  #header() {
    const plain = (word, action, run) => h("button", { type: "button", class: "button", data: { action }, on: { click: run } }, t(word));
    const more = plain("app.tools", "tools", () => {
      more.setAttribute("aria-expanded", String(top.classList.toggle("is-open")));
    });
    more.classList.add("more-tools");
    const top = h(
      "header",
      { class: "top" },
      more,
      h("div", { class: "brand" }, h("h1", {}, t("app.name")), h("p", {}, this.bot, this.link)),
      this.clock.element,
      h(
        "div",
        { class: "people" },
        this.chipBar,
        h(
          "div",
          { class: "tools" },
          plain("people.add", "add-person", () => this.#addPerson()),
          plain("group.add", "add-group", () => this.#addGroup()),
          this.faults.button,
          h("button", { type: "button", class: "button", "aria-label": t("app.language.label"), data: { action: "language" }, on: { click: switchLanguage } }, t("app.language")),
        ),
      ),
    );
    return top;
  }

  // ---- what the server says

  /** At each (re)connection everything is read again: whatever happened meanwhile was not heard. */
  async #catchUp() {
    await attempt(document.body, async () => {
      await this.readState();
      await Promise.all([...this.phones.values()].flatMap((phone) => [phone.chat.refetch(), phone.refresh()]));
      this.#showLink(true);
    });
    this.renewPanels();
  }

  #heard(event) {
    if (event.type === "message" || event.type === "edit") this.#syncChat(event.chat_id);
    else if (event.type === "chat") this.#refreshChat(event.chat_id);
    else if (event.type === "clock") attempt(document.body, () => this.#readClock(event));
    else if (event.type !== "panel") attempt(document.body, () => this.readState());
    this.renewPanels();
  }

  #phoneOf(chatId) {
    return [...this.phones.values()].find((phone) => phone.chat.id === chatId);
  }

  async #syncChat(chatId) {
    await attempt(document.body, async () => {
      if (!this.#phoneOf(chatId)) await this.readState();
      const phone = this.#phoneOf(chatId);
      if (phone) await Promise.all([phone.chat.sync(), phone.refresh()]);
    });
  }

  async #refreshChat(chatId) {
    await attempt(document.body, async () => {
      await this.readState();
      const phones = chatId === undefined ? [...this.phones.values()] : [this.#phoneOf(chatId)];
      await Promise.all(phones.filter(Boolean).flatMap((phone) => [phone.refresh(), phone.chat.sync()]));
    });
  }

  async #readClock(event) {
    const clock = event.now ? event : await get("/stage/clock");
    this.clock.setTo(clock.now);
  }

  async #fetchState() {
    const state = await get("/stage/state");
    this.state = state;
    setZone(state.timezone);
    this.clock.setTo(state.now);
    this.bot.textContent = `@${state.bot.username}`;
    this.#fitPhones();
    this.faults.update(state);
    this.record.point(state.panels.record);
    this.#arrange();
  }

  #renewPanels() {
    this.record.refresh();
    this.clock.watchDue(this.state?.panels.next_due);
  }

  #showLink(live) {
    this.link.textContent = t(live ? "app.live" : "app.away");
    this.link.classList.toggle("is-away", !live);
    this.link.dataset.connection = live ? "live" : "away";
  }

  // ---- the phones

  #fitPhones() {
    const wanted = [
      ...this.state.users.map((user) => [`user:${user.id}`, user.chat_id, (parts) => new Phone({ user, invitation: this.state.panels.invitations?.[user.name], ...parts }), user]),
      ...this.state.groups.map((group) => [`group:${group.id}`, group.id, (parts) => new GroupPhone({ group, people: () => this.state.users, ...parts }), group]),
    ];
    const keys = new Set(wanted.map(([key]) => key));
    for (const [key, phone] of this.phones) if (!keys.has(key)) this.#remove(key, phone);
    for (const [key, chatId, make, data] of wanted) {
      if (this.phones.has(key)) this.phones.get(key).update(data);
      else this.#add(key, chatId, make);
    }
  }

  #add(key, chatId, make) {
    const chat = new Chat(chatId);
    const phone = make({ chat, changed: () => this.#drawChip(key), putAway: () => this.#toggle(key) });
    this.phones.set(key, phone);
    this.row.append(phone.element);
    this.seen.observe(phone.element);
    const chip = h("button", { type: "button", class: "person", data: { action: "show", show: phone.id }, on: { click: () => this.#toggle(key) } });
    this.chips.set(key, chip);
    this.recordChip.before(chip);
    this.#drawChip(key);
    attempt(phone.element, () => Promise.all([chat.sync(), phone.refresh()]));
  }

  #remove(key, phone) {
    this.seen.unobserve(phone.element);
    phone.conversation.leave();
    phone.element.remove();
    this.chips.get(key).remove();
    this.phones.delete(key);
    this.chips.delete(key);
  }

  #drawChip(key) {
    const phone = this.phones.get(key);
    const chip = this.chips.get(key);
    if (!phone || !chip) return;
    const unread = phone.unread;
    const mark = JSON.stringify([phone.name, phone.note, unread]);
    if (chip.dataset.mark === mark) return;
    chip.dataset.mark = mark;
    chip.replaceChildren(
      face(phone.name, phone.id),
      h("span", { class: "person-name" }, phone.name, h("small", {}, phone.note)),
    );
    if (unread) chip.append(h("span", { class: "badge", "aria-label": t("people.unread", { n: unread }) }, String(unread)));
  }

  #toggle(key) {
    if (narrow.matches) {
      this.current = key;
      remember("current", key);
      this.record.show(false);
    } else {
      if (!this.hidden.delete(key)) this.hidden.add(key);
      remember("hidden", [...this.hidden]);
    }
    this.#arrange();
    const phone = this.phones.get(key);
    if (this.#isShown(key)) phone.element.scrollIntoView({ behavior: "smooth", inline: "nearest", block: "nearest" });
  }

  #toggleRecord() {
    this.record.show(this.record.element.hidden);
  }

  #isShown(key) {
    return narrow.matches ? key === this.current && this.record.element.hidden : !this.hidden.has(key);
  }

  /** Shows the phones that are wanted; on a narrow window one at a time, or the record. */
  #arrange() {
    if (!this.phones?.size) return;
    if (narrow.matches && this.record.open && !this.narrowSeen) this.record.open = false;
    this.narrowSeen = narrow.matches;
    if (!this.phones.has(this.current)) this.current = this.phones.keys().next().value;
    this.record.element.hidden = !this.record.path || !this.record.open;
    this.recordChip.hidden = !this.record.path;
    this.recordChip.setAttribute("aria-pressed", String(!this.record.element.hidden));
    let shown = 0;
    for (const [key, phone] of this.phones) {
      const isShown = this.#isShown(key);
      phone.element.hidden = !isShown;
      this.chips.get(key).setAttribute("aria-pressed", String(isShown));
      shown += isShown ? 1 : 0;
    }
    this.row.hidden = narrow.matches && shown === 0;
    this.empty.hidden = shown > 0;
  }

  #onSeen(entries) {
    for (const entry of entries) {
      const phone = [...this.phones.values()].find((item) => item.element === entry.target);
      if (phone) phone.inSight = entry.isIntersecting;
    }
    this.#tellVisible();
  }

  #tellVisible() {
    for (const phone of this.phones.values()) phone.conversation.setVisible(Boolean(phone.inSight) && !document.hidden);
  }

  // ---- more people

  async #addPerson() {
    const answer = await ask(t("people.add.title"), [
      { name: "name", label: t("people.name"), required: true },
      { name: "phone", label: t("people.phone"), type: "tel" },
      { name: "role_label", label: t("people.role") },
      { name: "language_code", label: t("people.language"), value: "zh-hans", options: [["zh-hans", "中文"], ["en", "English"]] },
    ], t("people.add.send"));
    if (!answer) return;
    const given = Object.fromEntries(Object.entries(answer).filter(([, value]) => value));
    await attempt(document.body, async () => {
      const user = await post("/stage/users", given);
      await this.readState();
      this.hidden.delete(`user:${user.id}`);
      this.#bring(`user:${user.id}`);
    });
  }

  async #addGroup() {
    const options = this.state.users.map((user) => [String(user.id), [user.name, user.role_label].filter(Boolean).join(" · ")]);
    const answer = await ask(t("group.add.title"), [
      { name: "title", label: t("group.title"), required: true },
      { name: "members", label: t("group.pick"), many: true, options },
      { name: "is_forum", label: t("group.forum"), type: "checkbox", value: true },
    ], t("group.add.send"));
    if (!answer) return;
    await attempt(document.body, async () => {
      const group = await post("/stage/groups", { ...answer, members: answer.members.map(Number) });
      await this.readState();
      this.#bring(`group:${group.id}`);
    });
  }

  #bring(key) {
    this.current = key;
    this.#arrange();
    this.phones.get(key)?.element.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" });
  }
}

function switchLanguage() {
  remember("language", language === "en" ? "zh" : "en");
  location.reload();
}

document.documentElement.lang = language === "en" ? "en" : "zh-CN";
document.title = t("app.name");
new App().start();
