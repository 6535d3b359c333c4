/** What a change of score means to a reader, and the sentence that tells it. Pure. */
import { isInPlay, sportOf } from "./sports.js";

const SIDES = ["home", "away"];
const NO_SCORE = { home: 0, away: 0 };

/**
 * @typedef {{kind: "goal"|"correction", sides: string[], goals: number, sentence: string, player: string}} News
 * @returns {News|null} null when the score did not move, or when it was entered rather than played
 */
export function newsOf(before, after) {
  if (!before || !after.score) return null;
  if (!isInPlay(before) && !isInPlay(after) && !isCorrected(before, after)) return null;
  const steps = stepsBetween(before.score ?? NO_SCORE, after.score);
  const sides = SIDES.filter((side) => steps[side] !== 0);
  if (sides.length === 0) return null;
  if (isCorrected(before, after) || sides.some((side) => steps[side] < 0)) {
    const sentence = `${correctionText(before, after)} ${scoreText(after)}`;
    return { kind: "correction", sides, goals: 0, player: "", sentence };
  }
  const goals = sides.map((side) => closed(`${wordFor(before, after, side, steps[side])}, ${after[side].name}`));
  const sentence = [...goals, scoreText(after)].join(" ");
  return { kind: "goal", sides, goals: count(after, steps), player: newGoal(before, after)?.player ?? "", sentence };
}

const stepsBetween = (before, after) => ({ home: after.home - before.home, away: after.away - before.away });

const isCorrected = (before, after) => Boolean(after.correction) && after.correction.at !== before.correction?.at;

const correctionText = (before, after) => closed(isCorrected(before, after) ? after.correction.text : "Score corrected");

const scoreText = ({ home, away, score }) => `${home.name} ${score.home}, ${away.name} ${score.away}.`;

const newGoal = (before, after) =>
  after.last_goal && after.last_goal.incident !== before.last_goal?.incident ? after.last_goal : null;

/** Points come several at a time: what made them is one thing to notice. */
const count = (row, { home, away }) => (sportOf(row).unit === "points" ? 1 : home + away);

/** "Goal", "Own goal", "Touchdown"; "2 goals" for what a reader missed. */
function wordFor(before, after, side, step) {
  const { unit } = sportOf(after);
  const goal = newGoal(before, after);
  const isOne = step === 1 || unit === "points";
  if (goal?.side === side && isOne && goal.kind !== "penalty") return capitalised(goal.kind.replaceAll("_", " "));
  return step === 1 ? capitalised(unit.replace(/s$/, "")) : `${step} ${unit}`;
}

const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const closed = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);
