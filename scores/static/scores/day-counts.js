/** What stands around the list of a day and is counted from it: live matches, sports, competitions. */
import { arrange, copyOf, mark, write, writeAll } from "./fields.js";

export function countLive(live) {
  for (const element of document.querySelectorAll("[data-live-number]")) write(element, live ? String(live) : "");
  for (const element of document.querySelectorAll("[data-live-count]")) write(element, live ? `${live} live` : "");
}

/** A sport can be chosen where several are played. */
export function offerSports(played) {
  const isChoice = played.size > 1;
  for (const chip of document.querySelectorAll("[data-sport-link]"))
    chip.hidden = !isChoice || !played.has(chip.dataset.sportLink);
  document.querySelector("[data-chips-line]").hidden = !isChoice;
  document.querySelector("[data-chips]").hidden = played.size === 0;
}

/** The competitions of the day, as the side of a wide page lists them. */
export class DaySide {
  #root = document.querySelector("[data-side]");

  /** @param {{id: number, live: number, rows: Array}[]} groups those that are not listed yet are left out */
  count(groups) {
    const items = this.#items();
    for (const group of groups) if (items.has(group.id)) writeNumber(items.get(group.id), group);
  }

  /** List these competitions, in this order. */
  show(groups) {
    const items = this.#items();
    const wanted = groups.map((group) => drawItem(items.get(group.id) ?? newItem(group), group));
    for (const item of items.values()) if (!wanted.includes(item)) item.remove();
    arrange(this.#root, wanted);
  }

  #items() {
    return new Map([...this.#root.children].map((item) => [Number(item.dataset.competition), item]));
  }
}

export function drawIcon(element, sport) {
  const icon = element.querySelector("[data-sport-icon]");
  icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${sport}`));
}

function newItem({ id, sport }) {
  const item = copyOf("side-template");
  item.dataset.competition = id;
  item.querySelector("a").href = `#competition-${id}`;
  drawIcon(item, sport);
  return item;
}

function drawItem(item, group) {
  writeAll(item, { "side.name": group.name, "side.country": group.country ?? "" });
  item.querySelector("small").hidden = !group.country;
  writeNumber(item, group);
  return item;
}

/** How many are live; else how many there are. */
function writeNumber(item, { live, rows }) {
  const number = item.querySelector('[data-field="side.number"]');
  write(number, String(live || rows.length));
  mark(number, "live", live || "");
}
