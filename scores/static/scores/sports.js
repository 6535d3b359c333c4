/** What a page must know of the sports to keep itself current. A test holds SPORTS to `scores/sports.py`. */

const period = (kind, count, minutes = null) => ({ kind, count, minutes });

export const SPORTS = {
  football: {
    clock: "up",
    total: "sum",
    unit: "goals",
    periods: [period("period", 2, 45), period("extra", 2, 15), period("shootout", 1)],
  },
  basketball: { clock: "down", total: "sum", unit: "points", periods: [period("period", 4, 10), period("extra", 1, 5)] },
  "ice-hockey": {
    clock: "down",
    total: "sum",
    unit: "goals",
    periods: [period("period", 3, 20), period("extra", 1, 5), period("shootout", 1)],
  },
  baseball: { clock: "none", total: "sum", unit: "runs", periods: [period("innings", 9)] },
  "american-football": {
    clock: "down",
    total: "sum",
    unit: "points",
    periods: [period("period", 4, 15), period("extra", 1, 10)],
  },
  tennis: { clock: "none", total: "sets", unit: "sets", periods: [period("set", 3)] },
  cricket: { clock: "none", total: "sum", unit: "runs", periods: [period("innings", 2)] },
  volleyball: { clock: "none", total: "sets", unit: "sets", periods: [period("set", 5)] },
  rugby: { clock: "up", total: "sum", unit: "points", periods: [period("period", 2, 40), period("extra", 2, 10)] },
  handball: {
    clock: "up",
    total: "sum",
    unit: "goals",
    periods: [period("period", 2, 30), period("extra", 2, 5), period("shootout", 1)],
  },
};

const UNKNOWN = { clock: "none", total: "sum", unit: "points", periods: [] };

/** A page may be older than the server that now speaks to it, and know a sport less. */
export const sportOf = (row) => SPORTS[row.sport] ?? UNKNOWN;

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

const SCORES_ALL_THE_TIME = new Set(["basketball", "cricket", "handball"]);

/** Whether one score more is news to a reader who looks elsewhere. */
export const isNewsworthy = (row) => !SCORES_ALL_THE_TIME.has(row.sport);
