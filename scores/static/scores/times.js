/** Kick-offs in the reader's own time zone. The server wrote them in the site's. */

const LANGUAGE = document.documentElement.lang || "en-GB";

const FORMATS = {
  time: new Intl.DateTimeFormat(LANGUAGE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  day: new Intl.DateTimeFormat(LANGUAGE, { weekday: "short", day: "numeric", month: "short" }),
};

export const timeOfDay = (instant) => FORMATS.time.format(new Date(instant));

export const dayAndTime = (instant) => `${FORMATS.day.format(new Date(instant))}, ${timeOfDay(instant)}`;
