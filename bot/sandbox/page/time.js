// Moments as the sandbox's clock shows them, in the sandbox's own time zone.

import { language } from "./words.js";

const LOCALE = language === "en" ? "en-GB" : "zh-CN";
let zone = "Asia/Shanghai";
let formats = makeFormats();

function makeFormats() {
  const format = (options) => new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options });
  return {
    time: format({ hour: "2-digit", minute: "2-digit", hour12: false }),
    seconds: format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }),
    day: format({ month: "long", day: "numeric", weekday: "long" }),
    date: format({ year: "numeric", month: language === "en" ? "short" : "long", day: "numeric" }),
    weekday: format({ weekday: language === "en" ? "short" : "long" }),
    moment: format({ month: "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false }),
    parts: new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
    }),
  };
}

export function setZone(name) {
  if (!name || name === zone) return;
  zone = name;
  formats = makeFormats();
}

export const timeOf = (date) => formats.time.format(date);
export const secondsOf = (date) => formats.seconds.format(date);
export const dayOf = (date) => formats.day.format(date);
export const dateOf = (date) => formats.date.format(date);
export const weekdayOf = (date) => formats.weekday.format(date);
export const momentOf = (date) => formats.moment.format(date);

/** "2026-10-08T09:00" as the zone's people read it, for a date-time field. */
export function fieldOf(date) {
  return formats.parts.format(date).replace(" ", "T").slice(0, 16);
}

/** The moment that people of the zone call "2026-10-08T09:00". */
export function momentFromField(text) {
  const asUtc = new Date(`${text}:00Z`);
  const shown = new Date(`${formats.parts.format(asUtc).replace(" ", "T")}Z`);
  return new Date(asUtc.getTime() - (shown.getTime() - asUtc.getTime()));
}
