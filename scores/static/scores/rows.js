/** A line of a list, from a row document: the rules of `scores/pages/rows.py`, held to them by a test. */
import { phaseOf, sportOf } from "./sports.js";

const PHASES = ["live", "upcoming", "over", "off"];
const SIDES = ["home", "away"];

/** Live first, then those to come, those over, those called off; each by kick-off. For `sort`. */
export function byRank(one, other) {
  const phases = PHASES.indexOf(phaseOf(one)) - PHASES.indexOf(phaseOf(other));
  return phases || Date.parse(one.kick_off) - Date.parse(other.kick_off) || one.id - other.id;
}

/** A side's score: a number, or with wickets what each of its innings made ("227 & 231/4"). */
export function scoreText(row, side) {
  if (!row.score) return "";
  const innings = partsInOrder(row)
    .filter((part) => side in part && "wickets" in (part[`${side}_detail`] ?? {}))
    .map((part) => `${part[side]}/${part[`${side}_detail`].wickets}`.replace(/\/10$/, ""));
  return innings.join(" & ") || String(row.score[side]);
}

/** The parts of the score as they are played: periods, then extra time, then the shoot-out. */
export function partsInOrder(row) {
  const kinds = sportOf(row).periods.map(({ kind }) => kind);
  const place = ({ kind }) => (kinds.includes(kind) ? kinds.indexOf(kind) : kinds.length);
  return Object.values(row.parts ?? {}).sort((one, other) => place(one) - place(other) || one.number - other.number);
}

/**
 * @typedef {{key: string, short: string, home: string, away: string, home_small: string, away_small: string,
 *            current: boolean}} Column
 * @returns {Column[]}
 */
export function columns(row) {
  return partsInOrder(row)
    .filter((part) => SIDES.some((side) => side in part))
    .map((part) => ({
      key: `${part.kind}-${part.number}`,
      short: part.short,
      home: String(part.home ?? ""),
      away: String(part.away ?? ""),
      home_small: small(part.home_detail),
      away_small: small(part.away_detail),
      current: part.kind === row.period?.kind && part.number === row.period?.number,
    }));
}

/** The columns a row has room for: the sets; the quarters where it is wide. Halves and innings are on the page. */
export function columnsInRow(row) {
  const sport = sportOf(row);
  return sport.total === "sets" || sport.clock === "down" ? columns(row) : [];
}

function small(detail = {}) {
  if ("tiebreak" in detail) return String(detail.tiebreak);
  return "overs" in detail ? `(${detail.overs})` : "";
}
