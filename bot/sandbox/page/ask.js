// Small questions to the person at the page: menus, forms, notices.

import { h, icon } from "./dom.js";
import { t } from "./words.js";

let closeMenu = () => {};

/** A menu beside `anchor`. Items: {label, action, icon?, danger?, run} or {row: [items]}. */
export function openMenu(anchor, items) {
  closeMenu();
  const entry = (item) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: item.danger ? "menu-item is-danger" : "menu-item",
        "aria-label": item.hint,
        title: item.hint,
        data: { action: item.action },
        on: {
          click: () => {
            closeMenu();
            item.run();
          },
        },
      },
      item.icon && icon(item.icon),
      h("span", {}, item.label),
      item.note && h("small", {}, item.note),
    );
  const menu = h(
    "div",
    { class: "menu", role: "menu" },
    items.map((item) => (item.row ? h("div", { class: "menu-row" }, item.row.map(entry)) : entry(item))),
  );
  document.body.append(menu);
  place(menu, anchor);
  const entries = [...menu.querySelectorAll(".menu-item")];
  const onKey = (event) => {
    const at = entries.indexOf(document.activeElement);
    if (event.key === "Escape") closeMenu();
    else if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
    else if (event.key === "ArrowUp") entries.at(at <= 0 ? -1 : at - 1).focus();
    else if (event.key === "Tab") return closeMenu();
    else return;
    event.preventDefault();
  };
  const onPress = (event) => {
    if (!menu.contains(event.target)) closeMenu();
  };
  closeMenu = () => {
    closeMenu = () => {};
    removeEventListener("keydown", onKey, true);
    removeEventListener("pointerdown", onPress, true);
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (anchor.isConnected && document.activeElement === document.body) anchor.focus({ preventScroll: true });
  };
  addEventListener("keydown", onKey, true);
  addEventListener("pointerdown", onPress, true);
  anchor.setAttribute("aria-haspopup", "menu");
  anchor.setAttribute("aria-expanded", "true");
  entries[0]?.focus({ preventScroll: true });
}

function place(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.min(Math.max(8, box.right - width), innerWidth - width - 8);
  const below = box.bottom + 4 + height <= innerHeight - 8;
  const top = below ? box.bottom + 4 : Math.max(8, box.top - height - 4);
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

/**
 * A dialog with fields; resolves to {name: value}, or null when it is put aside.
 * Fields: {name, label, type?, value?, required?, options?: [[value, label]], many?}.
 */
export function ask(title, fields, submit) {
  return new Promise((resolve) => {
    const form = h(
      "form",
      { method: "dialog", class: "ask" },
      h("h2", {}, title),
      fields.map(field),
      h(
        "div",
        { class: "ask-buttons" },
        h("button", { type: "button", class: "button", data: { action: "cancel" }, on: { click: () => dialog.close() } }, t("app.cancel")),
        h("button", { type: "submit", class: "button is-main", data: { action: "submit" } }, submit),
      ),
    );
    const dialog = h("dialog", { "aria-label": title }, form);
    let answer = null;
    form.addEventListener("submit", () => {
      answer = Object.fromEntries(fields.map((item) => [item.name, valueOf(form, item)]));
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function field(item) {
  if (item.many) {
    return h(
      "fieldset",
      { class: "field" },
      h("legend", {}, item.label),
      item.options.map(([value, label]) =>
        h("label", { class: "tick" }, h("input", { type: "checkbox", name: item.name, value }), label),
      ),
    );
  }
  if (item.type === "checkbox") {
    return h("label", { class: "tick" }, h("input", { type: "checkbox", name: item.name, checked: item.value }), item.label);
  }
  return h("label", { class: "field" }, h("span", {}, item.label), control(item));
}

function control(item) {
  if (item.options) {
    return h(
      "select",
      { name: item.name },
      item.options.map(([value, label]) => h("option", { value, selected: value === item.value }, label)),
    );
  }
  return h("input", {
    name: item.name,
    type: item.type ?? "text",
    value: item.value,
    step: item.type === "number" ? "any" : undefined,
    required: item.required,
    autocomplete: "off",
  });
}

function valueOf(form, item) {
  const data = new FormData(form);
  if (item.many) return data.getAll(item.name);
  if (item.type === "checkbox") return data.has(item.name);
  return String(data.get(item.name) ?? "").trim();
}

/** A short notice that goes by itself; `host` is the phone it belongs to, or the page. */
export function toast(text, host = document.body) {
  const layer = host.querySelector(":scope > .toasts") ?? host.appendChild(h("div", { class: "toasts", role: "status" }));
  const note = h("div", { class: "toast", data: { toast: "" } }, text);
  layer.append(note);
  setTimeout(() => note.remove(), 4500 + 60 * text.length);
}

/** A notice that stays until it is read, inside the phone it belongs to. */
export function notice(text, host) {
  const close = h("button", { type: "button", class: "button is-main", data: { action: "notice-ok" } }, t("app.ok"));
  const layer = h("div", { class: "notice", role: "alertdialog", "aria-modal": "true", "aria-label": text, data: { notice: "" } },
    h("div", { class: "notice-card" }, h("p", {}, text), close));
  close.addEventListener("click", () => layer.remove());
  layer.addEventListener("keydown", (event) => event.key === "Escape" && layer.remove());
  host.append(layer);
  close.focus();
}

/** Runs what a button does; failure is told where the button is, never swallowed. */
export async function attempt(host, run) {
  try {
    return await run();
  } catch (error) {
    toast(t("app.failed", { reason: error.message }), host);
    return undefined;
  }
}
