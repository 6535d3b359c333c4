/** What the page says of its connection: live, catching up, or since when it is not. */
import { write } from "./fields.js";
import { timeOfDay } from "./times.js";

const WORDS = { connecting: "Connecting", live: "Live", "catching-up": "Catching up", offline: "Offline" };

/** @param {import("./live.js").Status} status */
export function drawConnection(status) {
  const button = document.querySelector("[data-connection]");
  if (!button) return;
  const words = status.state === "offline" ? `Offline since ${timeOfDay(status.since)}` : WORDS[status.state];
  button.dataset.state = status.state;
  button.setAttribute("aria-label", `Connection: ${words}`);
  write(button.querySelector(".connection-text"), words);
  drawDetail(document.querySelector("[data-connection-detail]"), sentencesOf(status, words));
}

function sentencesOf({ state, since, reason, delay, gapsSeen, gapsHealed }, words) {
  return [
    state === "live" ? `Live since ${timeOfDay(since)}.` : `${words}.`,
    reason,
    state === "offline" && "The page shows what was known then, and goes on by itself when the line is back.",
    delay !== null && `The last change took ${duration(delay)} to get here.`,
    gapsSeen > 0 && `Gaps in the line: ${gapsSeen}, healed: ${gapsHealed}.`,
  ].filter(Boolean);
}

const duration = (delay) => (delay < 1000 ? `${delay} ms` : `${(delay / 1000).toFixed(1)} s`);

function drawDetail(detail, sentences) {
  if (!detail) return;
  while (detail.children.length > sentences.length) detail.lastElementChild.remove();
  while (detail.children.length < sentences.length) detail.append(document.createElement("p"));
  sentences.forEach((sentence, place) => write(detail.children[place], sentence));
}
