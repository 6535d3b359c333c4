/** The page of a match: scoreboard, scorers, timeline, statistics. */
import { arrange, copyOf, field, mark, write, writeAll } from "./fields.js";
import { drawMinute, drawRow } from "./row-view.js";
import { periodName } from "./sports.js";
import { barsOf, placeOf } from "./statistics.js";
import { iconOf, minuteOf, newestFirst, periodOf, remarkOf, runningScores, scorers } from "./timeline.js";

/** @param {number} now milliseconds, by the server's clock */
export function drawMatch(root, match, now) {
  for (const element of scoresOf(root)) drawRow(element, match.row, now);
  for (const list of root.querySelectorAll("[data-scorers]")) drawScorers(list, scorers(match, list.dataset.scorers));
  write(field(root, "place"), placeOf(match));
  const timeline = root.querySelector("[data-incidents]");
  if (timeline) drawTimeline(timeline, match);
  const statistics = root.querySelector("[data-statistics]");
  if (statistics) drawStatistics(statistics, match.statistics ?? {});
}

export function drawMatchMinute(root, row, now) {
  for (const element of scoresOf(root)) drawMinute(element, row, now);
}

/** Each place that shows the score of this match; lines of other matches on its page are documents of their own. */
export const scoresOf = (root) => root.querySelectorAll("[data-row]:not([data-document])");

function drawScorers(list, lines) {
  if ([...list.children].map((line) => line.textContent).join("\n") === lines.join("\n")) return;
  list.replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

/** Newest first, each period's incidents under its name. */
function drawTimeline(list, match) {
  const drawn = new Map([...list.children].map((element) => [keyOf(element), element]));
  const wanted = new Map();
  const scores = runningScores(match);
  for (const incident of newestFirst(match)) {
    const { kind, number } = periodOf(match.row, incident);
    const period = `${kind}-${number}`;
    if (!wanted.has(period)) {
      wanted.set(period, drawPeriod(drawn.get(period) ?? copyOf("period-template"), match.row, { kind, number }));
    }
    const key = String(incident.id);
    wanted.set(key, drawIncident(drawn.get(key) ?? copyOf("incident-template"), incident, scores));
  }
  for (const [key, element] of drawn) if (!wanted.has(key)) element.remove();
  arrange(list, wanted.values());
  showInstead(list, "[data-no-incidents]", wanted.size === 0);
}

const keyOf = (element) => element.dataset.incident ?? element.dataset.period;

function drawPeriod(element, row, { kind, number }) {
  element.dataset.period = `${kind}-${number}`;
  const part = row.parts?.[`${kind}-${number}`] ?? {};
  const name = periodName(row, { kind, number });
  const score = "home" in part && "away" in part ? `${part.home}–${part.away}` : "";
  writeAll(element, { name: name.charAt(0).toUpperCase() + name.slice(1), score });
  return element;
}

function drawIncident(element, incident, scores) {
  const { id, state, side = "", player, other_player = "", name, reason = "" } = incident;
  const score = scores[id] ?? "";
  const icon = iconOf(incident);
  Object.assign(element.dataset, { incident: id, state, side, kind: icon });
  const remark = remarkOf(incident);
  writeAll(element, { minute: minuteOf(incident), score, player: player ?? name, other_player, remark, reason });
  drawIcon(field(element, "icon"), icon);
  return element;
}

function drawIcon(svg, icon) {
  const use = svg?.querySelector("use");
  if (!use) return;
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
  svg.setAttribute("class", `icon icon-${icon}`);
}

function drawStatistics(list, statistics) {
  const drawn = new Map([...list.children].map((element) => [element.dataset.statistic, element]));
  const elements = barsOf(statistics).map((bar) => drawBar(drawn.get(bar.kind) ?? copyOf("statistic-template"), bar));
  for (const element of drawn.values()) if (!elements.includes(element)) element.remove();
  arrange(list, elements);
  showInstead(list, "[data-no-statistics]", elements.length === 0);
}

/** What stands beside an empty list and says why it is empty. */
function showInstead(list, selector, isEmpty) {
  const nothing = list.parentElement.querySelector(selector);
  if (nothing) nothing.hidden = !isEmpty;
}

function drawBar(element, bar) {
  mark(element, "statistic", bar.kind);
  writeAll(element, { name: bar.name, home: bar.home, away: bar.away });
  for (const side of ["home", "away"]) {
    element.querySelector(`[data-bar="${side}"]`).setAttribute("width", bar[`${side}_share`]);
    const leads = bar[`${side}_share`] > bar[side === "home" ? "away_share" : "home_share"];
    for (const half of element.querySelectorAll(`.${side}`)) half.classList.toggle("more", leads);
  }
  return element;
}
