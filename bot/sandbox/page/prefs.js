// What this browser remembers of how the page was left: language, hidden phones, widths.

const KEY = "lianluo.sandbox";

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

const known = load();

export function pref(name, fallback) {
  return known[name] ?? fallback;
}

export function remember(name, value) {
  known[name] = value;
  try {
    localStorage.setItem(KEY, JSON.stringify(known));
  } catch {
    // A browser that stores nothing still shows the page.
  }
}
