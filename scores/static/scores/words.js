/** How pages say a match's status: the rules of `scores/pages/words.py`, held to them by a test. */
import { countdown, minuteAt, secondsAt, silentMinutes } from "./clock.js";
import { isInPlay, ordinal, sportOf } from "./sports.js";

const SHORT = {
  delayed: "Delay",
  interrupted: "INT",
  suspended: "SUSP",
  postponed: "PPD",
  cancelled: "CANC",
  abandoned: "ABD",
  awarded: "AWD",
  walkover: "W/O",
  retired: "RET",
};
const FULL = {
  delayed: "Kick-off delayed",
  interrupted: "Interrupted",
  suspended: "Suspended",
  postponed: "Postponed",
  cancelled: "Cancelled",
  abandoned: "Abandoned",
  awarded: "Awarded",
  walkover: "Walkover",
  retired: "Retired",
};
const BASES = { on_first: "1st", on_second: "2nd", on_third: "3rd" };

/** What stands at the left of a row that has begun: "67'", "HT", "FT", "PPD". Empty: its kick-off stands there. */
export function minuteText(row, now) {
  if (row.status === "scheduled") return "";
  if (row.status === "live") return minuteAt(row, now);
  if (row.status === "break") return breakShort(row);
  return SHORT[row.status] ?? ending(row)[0];
}

/** The status as a match's page says it: "67' · 2nd half", "Half-time", "After penalties". */
export function statusLine(row, now) {
  if (row.status === "scheduled") return "";
  if (row.status === "live") return liveLine(row, now);
  if (row.status === "break") return breakLine(row);
  return FULL[row.status] ?? ending(row)[1];
}

function ending(row) {
  const kinds = new Set(Object.values(row.parts ?? {}).map((part) => part.kind));
  const timed = sportOf(row).clock === "up";
  if (kinds.has("shootout")) return timed ? ["PEN", "After penalties"] : ["SO", `After a ${deciderOf(row)}`];
  if (kinds.has("extra")) return timed ? ["AET", "After extra time"] : ["OT", "After overtime"];
  return timed ? ["FT", "Full time"] : ["Final", "Final"];
}

/** "shoot-out", "super over". */
function deciderOf(row) {
  const spec = sportOf(row).periods.find((period) => period.kind === "shootout");
  return spec?.name.replace(" {number}", "") ?? "shoot-out";
}

/** What is remarked about a match: in play, what was corrected, and what staff or the feed noted. */
export function noteText(row) {
  const correction = isInPlay(row) ? row.correction?.text : "";
  return [correction, row.note].filter(Boolean).join(" · ") || shootoutText(row);
}

/** What a line of a list says beside the score: how old that is comes before all else. */
export function remarkText(row, now) {
  const age = silentFor(row, now);
  return age ? `feed ${age} old` : noteText(row);
}

/** The same on a match's page, where there is room for a sentence. */
export function silenceText(row, now) {
  const age = silentFor(row, now);
  if (!age) return "";
  return row.score ? `Feed silent for ${age}; score may be old.` : `Feed silent for ${age}.`;
}

function silentFor(row, now) {
  const minutes = silentMinutes(row, now);
  if (minutes === null) return "";
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}

/** "4–3 on penalties", for a shoot-out that is not in the score. */
function shootoutText(row) {
  if (sportOf(row).clock !== "up") return "";
  const part = Object.values(row.parts ?? {}).find(({ kind }) => kind === "shootout");
  return part && "home" in part && "away" in part ? `${part.home}–${part.away} on penalties` : "";
}

/** What a situation says in a line: "40–30", "3rd & 7 at BUF 34", "2 outs · 3–2 count · runners on 1st and 3rd". */
export function situationText(row) {
  const situation = situationOf(row);
  const told = [
    situation.text,
    String(situation.points ?? "").replaceAll("-", "–"),
    downText(situation),
    outsText(situation),
    countText(situation),
    runnersText(situation),
    chaseText(row, situation),
  ];
  return told.filter(Boolean).join(" · ");
}

/** The side that serves, bats or has the ball; empty when nobody says. */
export function turnOf(row) {
  const { serving, batting, possession } = situationOf(row);
  return [serving, batting, possession].find((side) => side === "home" || side === "away") ?? "";
}

const situationOf = (row) => (isInPlay(row) && row.situation) || {};

function downText({ down, distance, place }) {
  if (down === undefined || distance === undefined) return "";
  return `${ordinal(down)} & ${distance}${place ? ` at ${place}` : ""}`;
}

function outsText({ outs }) {
  if (outs === undefined) return "";
  return outs === 1 ? `${outs} out` : `${outs} outs`;
}

const countText = ({ balls, strikes }) =>
  balls === undefined || strikes === undefined ? "" : `${balls}–${strikes} count`;

function runnersText(situation) {
  const bases = Object.keys(BASES).filter((word) => situation[word]);
  if (bases.length === Object.keys(BASES).length) return "bases loaded";
  const names = bases.map((word) => BASES[word]).join(" and ");
  return names && `runner${bases.length > 1 ? "s" : ""} on ${names}`;
}

/** What a side that bats second still needs. */
function chaseText({ score }, { batting, target, balls_left }) {
  if (target === undefined || balls_left === undefined || score?.[batting] === undefined) return "";
  return `${Math.max(0, target - score[batting])} needed from ${balls_left} balls`;
}

function liveLine(row, now) {
  const name = row.period?.name ?? "";
  if (row.clock?.direction === "down") {
    return [countdown(secondsAt(row.clock, now)), name].filter(Boolean).join(" · ");
  }
  const minute = minuteAt(row, now);
  return row.clock && name ? `${minute} · ${name}` : name || minute;
}

function breakLine(row) {
  const short = breakShort(row);
  if (short === "HT") return "Half-time";
  return short === "Break" ? short : `End of ${row.period.name}`;
}

/**
 * "HT" at the half, else "End Q1": the half is where as many planned periods are behind as before us.
 * Within an innings there are breaks as well: lunch, tea, the night.
 */
function breakShort(row) {
  if (!row.period || row.period.kind === "innings") return "Break";
  const planned = sportOf(row).periods[0];
  const isHalf = row.period.kind === "period" && planned?.kind === "period" && row.period.number * 2 === planned.count;
  return isHalf ? "HT" : `End ${row.period.short}`;
}
