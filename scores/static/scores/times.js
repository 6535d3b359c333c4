/** Kick-offs in the reader's own time zone. The server wrote them in the site's. */
import { write } from "./fields.js";

const DAY = { weekday: "short", day: "numeric", month: "short", year: "numeric" };
const FORMATS = {
  time: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  day: new Intl.DateTimeFormat("en-GB", DAY),
  date: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" }),
  dayName: new Intl.DateTimeFormat("en-GB", { ...DAY, timeZone: "UTC" }),
  zone: new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" }),
};

export const timeOfDay = (instant) => FORMATS.time.format(new Date(instant));

/** "Sun 22 Nov 2026", as the server writes it. */
export const dayOf = (instant) => FORMATS.day.format(new Date(instant)).replaceAll(",", "");

/** The same of a day of the site's calendar, "2026-11-22". */
export const dayName = (day) => FORMATS.dayName.format(new Date(`${day}T12:00:00Z`)).replaceAll(",", "");

/** What the word in `data-kick-off` asks for, as text. */
export function kickOffText(word, instant) {
  if (word === "day") return dayOf(instant);
  return word === "date" ? FORMATS.date.format(new Date(instant)) : timeOfDay(instant);
}

export function showLocalTimes() {
  for (const time of document.querySelectorAll("time[data-kick-off]")) {
    write(time, kickOffText(time.dataset.kickOff, time.dateTime));
  }
  const zone = FORMATS.zone.formatToParts(new Date()).find(({ type }) => type === "timeZoneName");
  for (const name of document.querySelectorAll("[data-zone]")) write(name, zone.value);
}
