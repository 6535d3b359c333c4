/** What happened in a match: the rules of `scores/pages/timeline.py`, held to them by a test. */
import { countdown, lastMinute } from "./clock.js";
import { countsInTotal, sportOf } from "./sports.js";

const MAX_SCORERS = 14; // beyond that they are no list of names but a score sheet
const SCORER_REMARKS = { penalty: " (pen)", own_goal: " (og)" };
const SAY_IT_THEMSELVES = new Set(["goal", "substitution"]); // by their picture
const ICONS = { substitution: "substitution", var: "review", missed_penalty: "missed" };

/** Incidents newest first. */
export const newestFirst = (match) => inOrder(match).reverse();

function inOrder({ row, incidents = {} }) {
  return Object.values(incidents).sort((one, other) => byTime(row, one, other));
}

/**
 * How it stood after each incident that scored; nothing when they do not add up to the score.
 * @returns {Record<number, string>}
 */
export function runningScores(match) {
  const totals = { home: 0, away: 0 };
  const scores = {};
  for (const incident of inOrder(match).filter(counts)) {
    if (!countsInTotal(match.row, incident.period?.kind)) continue;
    totals[incident.for] += incident.points;
    scores[incident.id] = `${totals.home}–${totals.away}`;
  }
  const { home, away } = match.row.score ?? {};
  return totals.home === home && totals.away === away ? scores : {};
}

/** The period an incident says, or the one its minute falls in; its key is that of the part of the score. */
export function periodOf(row, incident) {
  if (incident.period) return incident.period;
  const sport = sportOf(row);
  for (const { kind, count } of sport.periods) {
    for (let number = 1; number <= count; number += 1) {
      const end = lastMinute(sport, { kind, number });
      if (end !== null && (incident.minute ?? 0) <= end) return { kind, number };
    }
  }
  return { kind: sport.periods[0]?.kind ?? "period", number: 1 };
}

/** "45+2'", or what the clock showed. */
export function minuteOf({ minute, added, clock }) {
  if (minute !== undefined) return `${minute}${added === undefined ? "" : `+${added}`}'`;
  return clock === undefined ? "" : countdown(clock);
}

/** Who scored for a side and when, one line a player: "Saka 12', 67' (pen)". */
export function scorers({ row, incidents = {} }, side) {
  const scored = inOrder({ row, incidents }).filter(counts);
  if (scored.length > MAX_SCORERS) return [];
  const lines = new Map();
  for (const incident of scored) {
    if (incident.for !== side || !(incident.player || minuteOf(incident))) continue;
    const player = incident.player ?? incident.name;
    lines.set(player, [...(lines.get(player) ?? []), minuteOf(incident) + (SCORER_REMARKS[incident.kind] ?? "")]);
  }
  return [...lines].map(([player, minutes]) => [player, minutes.filter(Boolean).join(", ")].join(" ").trim());
}

/** What the kind does not say of itself: the free detail, and for a goal that is no plain one, its kind. */
export function remarkOf({ kind, player, name, detail }) {
  const saysIt = SAY_IT_THEMSELVES.has(kind) || !player;
  return [saysIt ? "" : name, detail].filter(Boolean).join(" · ");
}

/** The picture of an incident: what it did, then what it is. */
export function iconOf({ kind, points, card }) {
  if (points) return kind === "own_goal" ? "own-goal" : "goal";
  if (kind === "second_yellow_card") return "second-yellow";
  return card ?? ICONS[kind] ?? "other";
}

const counts = ({ points, for: side, state }) => points !== undefined && side !== undefined && state !== "retracted";

function byTime(row, one, other) {
  const [left, right] = [playedAt(row, one), playedAt(row, other)];
  const differs = left.findIndex((number, place) => number !== right[place]);
  return differs < 0 ? 0 : left[differs] - right[differs];
}

/** Period, minute, or on a clock that counts down, less of it. */
function playedAt(row, incident) {
  const { kind, number } = periodOf(row, incident);
  const kinds = sportOf(row).periods.map((period) => period.kind);
  const place = kinds.includes(kind) ? kinds.indexOf(kind) : kinds.length;
  const { minute = 0, added = 0, clock = 0, order = 0, id } = incident;
  return [place, number, minute, added, -clock, order, id];
}
