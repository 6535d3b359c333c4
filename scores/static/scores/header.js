/** What the page says of its connection: live, catching up, or since when it is not. */
import { write } from "./fields.js";
import { timeOfDay } from "./times.js";

const WORDS = { connecting: "Connecting", live: "Live", "catching-up": "Catching up", offline: "Offline" };

/** @param {import("./live.js").Status} status */
export function drawConnection(status) {
  const button = document.querySelector("[data-connection]");
  if (!button) return;
  const since = timeOfDay(status.since);
  const words = status.state === "offline" ? `Offline since ${since}` : WORDS[status.state];
  const delay = status.state === "live" && status.delay !== null ? duration(status.delay) : "";
  button.dataset.state = status.state;
  button.setAttribute("aria-label", `Connection: ${words}${delay && `, ${delay} behind`}`);
  write(button.querySelector(".connection-text"), delay ? `${words} · ${delay}` : words);
  write(button.querySelector(".connection-behind"), delay && " behind");
  document.querySelector("[data-connection-detail]")?.replaceChildren(...detailOf(status, words, since));
}

function detailOf({ state, reason, delay, gapsSeen, gapsHealed }, words, since) {
  const sentences = [
    state === "live" ? `Live since ${since}.` : `${words}.`,
    reason,
    state === "offline" && "The page shows what was known then. It goes on by itself when the line is back.",
  ];
  const numbers = [
    delay !== null && ["Last change to screen", duration(delay)],
    ["Gaps healed", `${gapsHealed} of ${gapsSeen}`],
  ];
  return [...sentences.filter(Boolean).map((text) => made("p", text)), listOf(numbers.filter(Boolean))];
}

const duration = (delay) => (delay < 1000 ? `${delay} ms` : `${(delay / 1000).toFixed(1)} s`);

function listOf(pairs) {
  const list = document.createElement("dl");
  list.append(...pairs.flatMap(([term, text]) => [made("dt", term), made("dd", text)]));
  return list;
}

const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
