/** What a page must know of the sports to keep itself current. A test holds PERIODS and UNITS to `scores/sports.py`. */

export const UNITS = {
  football: "goals",
  basketball: "points",
  "ice-hockey": "goals",
  baseball: "runs",
  "american-football": "points",
  tennis: "sets",
  cricket: "runs",
  volleyball: "sets",
  rugby: "points",
  handball: "goals",
};

/** The minutes of clocks that count up, in the order they are played. */
export const PERIODS = {
  football: [
    { kind: "period", count: 2, minutes: 45 },
    { kind: "extra", count: 2, minutes: 15 },
  ],
  rugby: [
    { kind: "period", count: 2, minutes: 40 },
    { kind: "extra", count: 2, minutes: 10 },
  ],
  handball: [
    { kind: "period", count: 2, minutes: 30 },
    { kind: "extra", count: 2, minutes: 5 },
  ],
};

/** Here a score is no news. */
const SCORES_ALL_THE_TIME = new Set(["basketball", "cricket", "handball"]);

export const IN_PLAY = new Set(["live", "break", "interrupted", "suspended"]);

export const isInPlay = (row) => IN_PLAY.has(row.status);

/** Whether a reader who looks elsewhere wants to hear of every score. */
export const isTold = (row) => !SCORES_ALL_THE_TIME.has(row.sport);
