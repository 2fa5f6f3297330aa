// One row of a chat as nodes: a message, an album, or a line about the group itself.

import { face, h, icon } from "./dom.js";
import { rich } from "./entities.js";
import { timeOf } from "./time.js";
import { t } from "./words.js";

/** The words by which a message is quoted in one line. */
export function gist(message) {
  const words = message.text ?? message.caption;
  if (words) return words.length > 120 ? `${words.slice(0, 120)}…` : words;
  const kinds = ["photo", "document", "voice", "audio", "video", "sticker", "location", "contact"];
  const kind = kinds.find((name) => message[name]);
  if (kind === "document") return message.document.file_name ?? t("message.document");
  return kind ? t(`message.${kind}`) : t("message.unsupported");
}

export function nameOf(person) {
  if (!person) return "";
  return [person.first_name, person.last_name].filter(Boolean).join(" ") || person.title || person.username || "";
}

/** The line for a service message ("… joined"), or null when people wrote it. */
export function serviceLine(message) {
  const names = (people) => people.map(nameOf).join("、");
  if (message.new_chat_members) return t("service.joined", { name: names(message.new_chat_members) });
  if (message.left_chat_member) return t("service.left", { name: nameOf(message.left_chat_member) });
  if (message.group_chat_created || message.supergroup_chat_created) return t("service.created", { name: message.chat?.title ?? "" });
  if (message.new_chat_title) return t("service.title", { name: message.new_chat_title });
  if (message.forum_topic_created) return t("service.topic", { name: message.forum_topic_created.name });
  if (message.forum_topic_edited) return t("service.topic_edited", { name: message.forum_topic_edited.name ?? "" });
  if (message.forum_topic_closed) return t("service.topic_closed");
  if (message.forum_topic_reopened) return t("service.topic_reopened");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return t("service.migrated");
  if (message.pinned_message) return t("service.pinned");
  return null;
}

/** A line in the middle of the chat. */
export function serviceRow(message, line) {
  return h("div", { class: "row is-service", data: { messageId: message.message_id } }, h("span", { class: "pill" }, line));
}

/**
 * A bubble for `messages` (one, or an album's). `view` says how it is seen: {own, sender, first,
 * doors}; doors are what can be done: menu(message, anchor), press(message, button, element),
 * quote(message id), command(text), link(url, event).
 */
export function bubbleRow(messages, view) {
  const [message] = messages;
  const { own, sender, first, doors } = view;
  const album = messages.length > 1;
  const worded = album ? messages.find((item) => item.caption) ?? message : message;
  const words = worded.text ?? worded.caption ?? "";
  const menu = h(
    "button",
    {
      type: "button",
      class: "message-menu",
      "aria-label": t("message.menu"),
      title: t("message.menu"),
      data: { action: "message-menu" },
      on: { click: (event) => doors.menu(worded, event.currentTarget) },
    },
    icon("more"),
  );
  const bubble = h(
    "div",
    { class: "bubble", on: { contextmenu: (event) => onContext(event, menu) } },
    sender && first && h("div", { class: "sender" }, sender.name),
    origin(message),
    quote(message, doors),
    album ? albumGrid(messages) : media(message),
    words && h("div", { class: "words", dir: "auto" }, rich(words, worded.entities ?? worded.caption_entities ?? [], doors)),
    reactions(worded),
    h(
      "div",
      { class: "meta" },
      messages.some((item) => item.edited) && h("span", { class: "edited" }, t("message.edited")),
      h("time", { datetime: new Date(message.date * 1000).toISOString() }, timeOf(new Date(message.date * 1000))),
    ),
  );
  return h(
    "div",
    {
      class: `row ${own ? "is-own" : "is-other"}${first ? " is-first" : ""}`,
      data: { messageId: album ? null : message.message_id, own: own ? "" : null },
    },
    sender && h("div", { class: "row-face" }, first && face(sender.name, sender.id)),
    h("div", { class: "stack" }, h("div", { class: "bubble-line" }, bubble, menu), inlineKeyboard(worded, doors)),
  );
}

function onContext(event, menu) {
  // A link or a selection keeps the browser's own menu.
  if (event.target.closest("a, img, audio, video") || String(getSelection())) return;
  event.preventDefault();
  menu.click();
}

function origin(message) {
  const source = message.forward_origin;
  if (!source) return null;
  const name = nameOf(source.sender_user ?? source.sender_chat ?? source.chat) || source.sender_user_name || "";
  return h("div", { class: "origin" }, t("message.forwarded", { name }));
}

function quote(message, doors) {
  const target = message.reply_to_message;
  if (!target || target.forum_topic_created) return null;
  return h(
    "button",
    {
      type: "button",
      class: "quote",
      title: t("message.go_quote"),
      data: { action: "go-quote" },
      on: { click: () => doors.quote(target.message_id) },
    },
    h("b", {}, nameOf(target.from ?? target.sender_chat)),
    h("span", {}, gist(target)),
  );
}

function albumGrid(messages) {
  return h(
    "div",
    { class: messages.some((item) => item.photo || item.video) ? "album" : "album is-list", data: { album: "" } },
    messages.map((message) => h("div", { class: "tile", data: { messageId: message.message_id } }, media(message))),
  );
}

function media(message) {
  const url = message.file_url;
  if (message.photo) return picture(url, message.caption ?? t("message.photo"), message.photo.at(-1));
  if (message.sticker) return h("div", { class: "sticker" }, url ? h("img", { src: url, alt: message.sticker.emoji ?? t("message.sticker") }) : message.sticker.emoji ?? t("message.sticker"));
  if (message.video) return h("video", { class: "film", src: url, controls: true, preload: "metadata", "aria-label": t("message.video") });
  if (message.voice) return h("audio", { class: "sound", src: url, controls: true, preload: "metadata", "aria-label": t("message.voice") });
  if (message.audio) return h("audio", { class: "sound", src: url, controls: true, preload: "metadata", "aria-label": t("message.audio") });
  if (message.document) return paper(message.document, url);
  if (message.location) return place(message.location);
  if (message.contact) return card(message.contact);
  if (message.text === undefined && message.caption === undefined) return h("div", { class: "words is-dim" }, t("message.unsupported"));
  return null;
}

function picture(url, alt, size) {
  const image = h("img", { src: url, alt, width: size?.width, height: size?.height });
  image.addEventListener("error", () => image.replaceWith(h("div", { class: "broken" }, t("message.broken"))));
  return h("a", { class: "picture", href: url, target: "_blank", rel: "noopener" }, image);
}

function paper(document, url) {
  const name = document.file_name ?? t("message.document");
  return h(
    "a",
    { class: "paper", href: url, download: name, "aria-label": t("message.save", { name }) },
    h("span", { class: "paper-icon" }, icon("file")),
    h("span", { class: "paper-name" }, name, h("small", {}, bytes(document.file_size))),
  );
}

function bytes(size) {
  if (!size) return "";
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(1)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}

function place(location) {
  return h(
    "div",
    { class: "card" },
    h("b", {}, t("message.location")),
    h("span", {}, `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`),
  );
}

function card(contact) {
  return h(
    "div",
    { class: "card" },
    h("small", {}, t("message.contact")),
    h("b", {}, nameOf(contact)),
    h("span", {}, contact.phone_number),
  );
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  const counts = new Map();
  for (const reaction of message.reactions) {
    const emoji = typeof reaction === "string" ? reaction : reaction.emoji ?? "•";
    counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  }
  return h(
    "div",
    { class: "reactions" },
    [...counts].map(([emoji, count]) => h("span", { class: "reaction" }, emoji, count > 1 && ` ${count}`)),
  );
}

function inlineKeyboard(message, doors) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h(
    "div",
    { class: "inline-keyboard" },
    rows.map((row) => h("div", { class: "key-row" }, row.map((button) => key(message, button, doors)))),
  );
}

function key(message, button, doors) {
  if (button.url) {
    return h(
      "a",
      { class: "key", href: /^(https?|tg):/i.test(button.url) ? button.url : undefined, target: "_blank", rel: "noopener noreferrer",
        on: { click: (event) => doors.link(button.url, event) } },
      button.text,
      " ↗",
    );
  }
  const works = button.callback_data !== undefined;
  return h(
    "button",
    {
      type: "button",
      class: "key",
      disabled: !works,
      data: { action: "press", callback: button.callback_data },
      on: { click: (event) => doors.press(message, button, event.currentTarget) },
    },
    button.text,
  );
}
