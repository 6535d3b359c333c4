/** What a match's clock shows at a moment: the rules of `scores/pages/clock.py`, held to the same cases. */
import { sportOf } from "./sports.js";

/** @param {number} now milliseconds, by the server's clock */
export function secondsAt(clock, now) {
  const passed = clock.running ? Math.max(0, Math.trunc((now - Date.parse(clock.at)) / 1000)) : 0;
  return Math.max(0, clock.seconds + (clock.direction === "down" ? -passed : passed));
}

/** How old the word of a feed that has fallen silent is, in minutes; null while it speaks. */
export function silentMinutes({ feed }, now) {
  return feed ? Math.max(0, Math.floor((now - Date.parse(feed.silent_since)) / 60_000)) : null;
}

/** The minute as a row shows it in play: "67'", "45+2'", "Q3 4:12", "2nd set". */
export function minuteAt(row, now) {
  const { period, clock } = row;
  if (period?.kind === "shootout") return period.short;
  if (!clock) return period ? halfOfInnings(row) : "Live";
  if (clock.direction === "down") {
    return [period?.short, countdown(secondsAt(clock, now))].filter(Boolean).join(" ");
  }
  return minutePlayed(row, secondsAt(clock, now));
}

export function countdown(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function minutePlayed(row, seconds) {
  const { period, clock, feed } = row;
  const minute = Math.floor(seconds / 60) + 1;
  const end = period ? lastMinute(sportOf(row), period) : null;
  if (end === null) return `${minute}'`;
  // A source whose clock stops in the last minute and says "+3" has run three minutes over.
  const stood = Math.floor(clock.seconds / 60);
  const said = stood >= end - 1 && stood <= end ? (clock.added ?? 0) : 0;
  if (feed && minute - end > said) return `${end}+'`; // whether it is still played, nobody says
  const over = Math.max(minute - end, said);
  return over > 0 ? `${end}+${over}'` : `${minute}'`;
}

/** The minute at which a period ends by plan: 45, 90, 105, 120; what comes after is added time. */
export function lastMinute(sport, { kind, number }) {
  let total = 0;
  for (const period of sport.periods) {
    if (period.minutes === null) return null;
    if (period.kind === kind) return total + period.minutes * number;
    total += period.minutes * period.count;
  }
  return null;
}

/** "Top 7th" where a situation says which half of an inning is played, else the period's name. */
function halfOfInnings({ period, situation }) {
  const half = String(situation?.half ?? "");
  if (!half) return period.name;
  return `${half[0].toUpperCase()}${half.slice(1).toLowerCase()} ${period.name.split(" ")[0]}`;
}
