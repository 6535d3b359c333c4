/** What stands on a match's sheet: the rules of `scores/pages/sheet.py`, held to them by a test. */
import { refereeOf } from "./sports.js";

const FIRST = ["possession", "expected_goals", "shots", "shots_on_target", "corners"];

/** "Mill Lane, Ashford · Attendance 45,000 · Referee A. Taylor". */
export function placeOf({ row, venue = {}, attendance, referee }) {
  const where = [venue.name, venue.city].filter(Boolean).join(", ");
  const watched = attendance === undefined ? "" : `Attendance ${attendance.toLocaleString("en-GB")}`;
  return [where, watched, referee ? `${refereeOf(row)} ${referee}` : ""].filter(Boolean).join(" · ");
}

/** Best known first, then by name. */
export function barsOf(statistics = {}) {
  const kinds = Object.keys(statistics).sort((one, other) => place(one) - place(other) || (one < other ? -1 : 1));
  return kinds.map((kind) => barOf(kind, statistics[kind]));
}

function barOf(kind, { home, away }) {
  const both = home + away;
  const share = both ? rounded((100 * home) / both) : 0;
  const unit = kind === "possession" || kind.endsWith("_percent") ? "%" : "";
  const words = kind.replace(/_percent$/, "").replaceAll("_", " ");
  return {
    kind,
    name: words.charAt(0).toUpperCase() + words.slice(1).toLowerCase(),
    home: short(home) + unit,
    away: short(away) + unit,
    home_share: share,
    away_share: both ? rounded(100 - (100 * home) / both) : 0,
  };
}

const place = (kind) => (FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length);

const rounded = (number) => Math.round(number * 10) / 10;

/** At most six digits, as Python's `:g` writes a number. */
const short = (number) => String(Number(number.toPrecision(6)));
