// A message's text with its entities (UTF-16 offsets, as JavaScript counts) as nodes.

import { h } from "./dom.js";
import { t } from "./words.js";

const SAFE_LINK = /^(https?|tg|mailto|tel):/i;

/** Nodes for `text`; `doors.command(text)` and `doors.link(url, event)` are told of presses. */
export function rich(text, entities = [], doors = {}) {
  const sorted = entities
    .filter((entity) => entity.length > 0 && entity.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, 0, text.length, sorted, doors);
}

function span(text, from, to, entities, doors) {
  const nodes = [];
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (start > at) nodes.push(text.slice(at, start));
    const inside = [];
    index += 1;
    while (index < entities.length && entities[index].offset < end) inside.push(entities[index++]);
    if (end > start) nodes.push(wrap(entity, text.slice(start, end), span(text, start, end, inside, doors), doors));
    at = Math.max(at, end);
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };

function wrap(entity, text, children, doors) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, children);
  switch (entity.type) {
    case "pre":
      return h("pre", {}, h("code", {}, children));
    case "blockquote":
    case "expandable_blockquote":
      return h("blockquote", {}, children);
    case "spoiler":
      return spoiler(children);
    case "bot_command":
      return h("button", { type: "button", class: "inline-link", on: { click: () => doors.command?.(text) } }, children);
    case "url":
      return link(SAFE_LINK.test(text) ? text : `https://${text}`, children, doors);
    case "text_link":
      return link(entity.url, children, doors);
    case "email":
      return link(`mailto:${text}`, children, doors);
    case "phone_number":
      return link(`tel:${text.replace(/[^+\d]/g, "")}`, children, doors);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return h("span", { class: "mention" }, children);
    default:
      return h("span", {}, children);
  }
}

function link(url, children, doors) {
  if (!SAFE_LINK.test(url ?? "")) return h("span", {}, children);
  return h(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer", on: { click: (event) => doors.link?.(url, event) } },
    children,
  );
}

function spoiler(children) {
  const element = h("button", { type: "button", class: "spoiler", "aria-label": t("message.spoiler") }, children);
  element.addEventListener("click", () => {
    element.classList.add("is-open");
    element.removeAttribute("aria-label");
  });
  return element;
}
