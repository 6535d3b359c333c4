/** What a page must know of the sports to keep itself current. A test holds this to `scores/sports.py`. */

const HALVES = "{ordinal} half";
const QUARTERS = "{ordinal} quarter";
const OVERTIME = { kind: "extra", count: 1, minutes: 5, name: "overtime {number}" };
const EXTRA_TIME = "extra time {number}";
const SHOOTOUT = { kind: "shootout", count: 1, minutes: null, name: "shoot-out" };

const SPORTS = {
  football: {
    clock: "up",
    total: "sum",
    unit: "goals",
    periods: [
      { kind: "period", count: 2, minutes: 45, name: HALVES },
      { kind: "extra", count: 2, minutes: 15, name: EXTRA_TIME },
      { ...SHOOTOUT, countsInTotal: false },
    ],
  },
  basketball: {
    clock: "down",
    total: "sum",
    unit: "points",
    periods: [{ kind: "period", count: 4, minutes: 10, name: QUARTERS }, OVERTIME],
  },
  "ice-hockey": {
    clock: "down",
    total: "sum",
    unit: "goals",
    periods: [{ kind: "period", count: 3, minutes: 20, name: "{ordinal} period" }, OVERTIME, SHOOTOUT],
  },
  baseball: {
    clock: "none",
    total: "sum",
    unit: "runs",
    periods: [{ kind: "innings", count: 9, minutes: null, name: "{ordinal} inning" }],
  },
  "american-football": {
    clock: "down",
    total: "sum",
    unit: "points",
    periods: [
      { kind: "period", count: 4, minutes: 15, name: QUARTERS },
      { kind: "extra", count: 1, minutes: 10, name: "overtime {number}" },
    ],
  },
  tennis: {
    clock: "none",
    total: "sets",
    unit: "sets",
    periods: [{ kind: "set", count: 3, minutes: null, name: "{ordinal} set" }],
  },
  cricket: {
    clock: "none",
    total: "sum",
    unit: "runs",
    periods: [
      { kind: "innings", count: 2, minutes: null, name: "{ordinal} innings" },
      { kind: "shootout", count: 0, minutes: null, name: "super over {number}", countsInTotal: false },
    ],
  },
  volleyball: {
    clock: "none",
    total: "sets",
    unit: "sets",
    periods: [{ kind: "set", count: 5, minutes: null, name: "{ordinal} set" }],
  },
  rugby: {
    clock: "up",
    total: "sum",
    unit: "points",
    periods: [
      { kind: "period", count: 2, minutes: 40, name: HALVES },
      { kind: "extra", count: 2, minutes: 10, name: EXTRA_TIME },
    ],
  },
  handball: {
    clock: "up",
    total: "sum",
    unit: "goals",
    periods: [
      { kind: "period", count: 2, minutes: 30, name: HALVES },
      { kind: "extra", count: 2, minutes: 5, name: EXTRA_TIME },
      { ...SHOOTOUT, countsInTotal: false },
    ],
  },
};

const UNKNOWN = { clock: "none", total: "sum", unit: "points", periods: [] };

/** A page may be older than the server that now speaks to it, and know a sport less. */
export const sportOf = (row) => SPORTS[row.sport] ?? UNKNOWN;

/** Whether the points of a kind of period are in the score: those of a shoot-out are in that of ice hockey alone. */
export const countsInTotal = (row, kind) =>
  sportOf(row).periods.find((period) => period.kind === kind)?.countsInTotal ?? true;

/** As a reader says it: "2nd half", "overtime 1", "shoot-out". */
export function periodName(row, { kind, number }) {
  const template = sportOf(row).periods.find((period) => period.kind === kind)?.name ?? `${kind} {number}`;
  return template.replace("{number}", number).replace("{ordinal}", ordinal(number));
}

export function ordinal(number) {
  const isTeen = [11, 12, 13].includes(number % 100);
  return `${number}${(!isTeen && { 1: "st", 2: "nd", 3: "rd" }[number % 10]) || "th"}`;
}

const IN_PLAY = new Set(["live", "break", "interrupted", "suspended"]);
const UPCOMING = new Set(["scheduled", "delayed"]);
const OVER = new Set(["ended", "closed", "awarded", "walkover", "retired"]);

export const isInPlay = (row) => IN_PLAY.has(row.status);

/** @returns {"live"|"upcoming"|"over"|"off"} */
export function phaseOf({ status }) {
  if (IN_PLAY.has(status)) return "live";
  if (UPCOMING.has(status)) return "upcoming";
  return OVER.has(status) ? "over" : "off";
}

const HAS_UMPIRES = new Set(["baseball", "tennis", "cricket"]);

export const refereeOf = (row) => (HAS_UMPIRES.has(row.sport) ? "Umpire" : "Referee");

const SCORES_ALL_THE_TIME = new Set(["basketball", "cricket", "handball"]);

/** Whether one score more is news to a reader who looks elsewhere. */
export const isNewsworthy = (row) => !SCORES_ALL_THE_TIME.has(row.sport);
