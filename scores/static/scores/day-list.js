/** The list of a day: its competitions, their rows, and what the filter leaves of them. */
import { countLive, DaySide, drawIcon, offerSports } from "./day-counts.js";
import { arrange, copyOf, writeAll } from "./fields.js";
import { byRank } from "./rows.js";
import { newRow } from "./row-view.js";
import { isInPlay } from "./sports.js";
import { movingGently } from "./transitions.js";

export class DayList {
  #root;
  #idle;
  #filter;
  #side = new DaySide();
  #rows = new Map(); // as they are now, whenever the page is left alone
  #order = null;

  constructor(root, idle, filter) {
    this.#root = root;
    this.#idle = idle;
    this.#filter = filter;
  }

  /**
   * Make the list one of these rows. Counts are right at once; places change when the page is left alone.
   * @param {Map<string, object>} rows by the name of their document
   * @param {(element: Element, name: string) => void} draw for rows that were not there
   */
  show(rows, draw) {
    this.#rows = rows;
    countLive([...rows.values()].filter(isInPlay).length);
    this.#side.count(sectionsOf(rows));
    const order = orderOf(rows, this.#filter);
    if (order === this.#order) return;
    const isFirst = this.#order === null; // as the server arranged it
    this.#order = order;
    if (isFirst) this.#rearrange(draw);
    else this.#idle.run(() => movingGently(() => this.#rearrange(draw)));
  }

  #rearrange(draw) {
    const rows = this.#rows;
    const sections = new Map([...this.#root.children].map((section) => [section.dataset.competition, section]));
    const drawn = new Map([...this.#root.querySelectorAll("[data-document]")].map((row) => [row.dataset.document, row]));
    const groups = sectionsOf(rows);
    this.#side.show(groups);
    offerSports(new Set(groups.map((group) => group.sport)));
    const wanted = groups.map((group) => {
      const section = drawSection(sections.get(String(group.id)) ?? newSection(group), group);
      const elements = group.rows.map(([name, row]) => drawn.get(name) ?? drawNew(name, row, draw));
      arrange(section.querySelector("[data-rows]"), elements);
      elements.forEach((element, place) => (element.hidden = !this.#filter.shows(group.rows[place][1])));
      section.hidden = elements.every((element) => element.hidden);
      return section;
    });
    for (const [name, element] of drawn) if (!rows.has(name)) element.remove();
    for (const section of sections.values()) if (!wanted.includes(section)) section.remove();
    arrange(this.#root, wanted);
    const nothing = document.querySelector("[data-empty]");
    if (nothing) nothing.hidden = wanted.some((section) => !section.hidden);
  }
}

/** The rows by competition: those with live matches first, then in the order that staff gave. */
function sectionsOf(rows) {
  const groups = new Map();
  for (const entry of rows) {
    const { competition, sport } = entry[1];
    if (!groups.has(competition.id)) groups.set(competition.id, { ...competition, sport, rows: [] });
    groups.get(competition.id).rows.push(entry);
  }
  for (const group of groups.values()) {
    group.rows.sort(([, one], [, other]) => byRank(one, other));
    group.live = group.rows.filter(([, row]) => isInPlay(row)).length;
  }
  return [...groups.values()].sort(bySection);
}

function bySection(one, other) {
  if (one.live > 0 !== other.live > 0) return one.live ? -1 : 1;
  if (one.order !== other.order) return one.order - other.order;
  return one.name === other.name ? one.id - other.id : one.name < other.name ? -1 : 1;
}

function orderOf(rows, filter) {
  const sections = sectionsOf(rows).map((group) => {
    const names = group.rows.map(([name, row]) => (filter.shows(row) ? name : `-${name}`));
    return [group.name, detailOf(group), ...names];
  });
  return JSON.stringify(sections);
}

function drawNew(name, row, draw) {
  const element = newRow(name, row);
  draw(element, name);
  return element;
}

function newSection({ id, sport }) {
  const section = copyOf("section-template");
  section.id = `competition-${id}`;
  Object.assign(section.dataset, { competition: id, sport });
  const link = section.querySelector("a");
  link.href = link.getAttribute("href").replace("/0/", `/${id}/`);
  drawIcon(section, sport);
  return section;
}

function drawSection(section, group) {
  section.dataset.order = group.order;
  writeAll(section, { "competition.name": group.name, "competition.detail": detailOf(group) });
  const table = section.querySelector("[data-has-table]");
  if (table) table.hidden = !group.rows.some(([, row]) => row.stage.table);
  return section;
}

/** Where it is played and what round it is, where that is the same for all. */
function detailOf({ country, rows }) {
  const rounds = new Set(rows.map(([, { stage, round }]) => [stage.name, round].filter(Boolean).join(" · ")));
  return [country, rounds.size === 1 ? [...rounds][0] : ""].filter(Boolean).join(" · ");
}
