// How the page builds its nodes. People's words only ever become text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  close: "M6 6l12 12M18 6L6 18",
  clip: "M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7L9.8 17a1.6 1.6 0 0 1-2.3-2.3l7.4-7.4",
  send: "M5 12h13M12.5 6l6 6-6 6",
  down: "M6 9.5l6 6 6-6",
  plus: "M12 5v14M5 12h14",
  keys: "M4 7h16v10H4zM7.5 10.2v.01M12 10.2v.01M16.5 10.2v.01M8.5 13.8h7",
  reply: "M10 7l-5 5 5 5M5 12h8a6 6 0 0 1 6 6",
  edit: "M5 19l1-4L16.5 4.5l3 3L9 18z",
  file: "M7 3.5h7l4 4V20.5H7zM14 3.5v4h4",
  check: "M5 12.5l4.5 4.5L19 7.5",
};

/** An element with its properties, listeners and children; strings become text nodes. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else if (name === "data") {
      for (const [key, item] of Object.entries(value)) {
        if (item !== undefined && item !== null) element.dataset[key] = item;
      }
    } else if (name === "class") {
      element.className = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A line icon of the page's own set; it says nothing to screen readers, the button's label does. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `is-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A round button that shows only an icon. */
export function iconButton(name, label, action, run) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, data: { action }, on: { click: run } },
    icon(name),
  );
}

/** A round face with the first sign of the name, in a colour that stays with the id. */
export function face(name, id) {
  const hue = (Math.abs(Number(id)) * 67) % 360;
  const sign = [...String(name || "?").trim()][0] ?? "?";
  const element = h("span", { class: "face", "aria-hidden": "true" }, sign);
  element.style.setProperty("--hue", String(hue));
  return element;
}

/** Calls `run` once the calls have stopped for `ms`, and at the latest `most` after the first. */
export function debounce(run, ms, most = ms * 4) {
  let timer = 0;
  let since = 0;
  return () => {
    const now = performance.now();
    if (!timer) since = now;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      run();
    }, Math.max(0, Math.min(ms, since + most - now)));
  };
}

/**
 * `run` (async) as a function that never overlaps itself: calls made while it runs share one
 * further run, and are done when that one is, so that each caller sees what is newest.
 */
export function oneAtATime(run) {
  let running = null;
  let next = null;
  const start = () => {
    running = run().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (!running) return start();
    next ??= running.catch(() => {}).then(() => {
      next = null;
      return start();
    });
    return next;
  };
}
