/** The lists of a competition or a team: what is played now, what comes next, what was. */
import { arrange } from "./fields.js";
import { byRank } from "./rows.js";
import { newRow } from "./row-view.js";
import { phaseOf } from "./sports.js";
import { dayName } from "./times.js";
import { movingGently } from "./transitions.js";

const kickOff = ({ kick_off: instant }) => Date.parse(instant);

/** As `listed` in `scores/pages/competitions.py`: postponed matches are still to come. */
const GROUPS = {
  live: { has: (row) => phaseOf(row) === "live", order: byRank },
  fixtures: {
    has: (row) => phaseOf(row) === "upcoming" || row.status === "postponed",
    order: (one, other) => kickOff(one) - kickOff(other) || byRank(one, other),
  },
  results: {
    has: (row) => phaseOf(row) === "over" || ["cancelled", "abandoned"].includes(row.status),
    order: (one, other) => kickOff(other) - kickOff(one) || byRank(one, other),
  },
};

export class Overview {
  #groups;
  #idle;
  #rows = new Map(); // as they are now, whenever the page is left alone
  #order = null;

  /** @param {Element[]} groups those with `data-group` */
  constructor(groups, idle) {
    this.#groups = groups;
    this.#idle = idle;
  }

  /**
   * Make the lists show these rows, when the page is left alone.
   * @param {Map<string, object>} rows by the name of their document
   * @param {(element: Element, name: string) => void} draw for rows that were not there
   */
  show(rows, draw) {
    this.#rows = rows;
    const order = JSON.stringify(this.#wanted().map((entries) => entries.map(([name]) => name)));
    if (order === this.#order) return;
    const isFirst = this.#order === null; // as the server arranged it
    this.#order = order;
    if (!isFirst) this.#idle.run(() => movingGently(() => this.#rearrange(draw)));
  }

  #wanted() {
    return this.#groups.map((group) => rowsOf(group, this.#rows));
  }

  #rearrange(draw) {
    const wanted = this.#wanted();
    const drawn = new Map(
      this.#groups.flatMap((group) => [...group.querySelectorAll("[data-document]")]).map((row) => [nameOf(row), row]),
    );
    this.#groups.forEach((group, place) => {
      const elements = wanted[place].map(([name, row]) => drawn.get(name) ?? drawNew(name, row, draw));
      fill(group.querySelector("[data-rows]"), elements);
      group.hidden = elements.length === 0;
    });
    const nothing = document.querySelector("[data-no-matches]");
    if (nothing) nothing.hidden = wanted.some((entries) => entries.length > 0);
  }
}

const nameOf = (element) => element.dataset.document;

function rowsOf(group, rows) {
  const { has, order } = GROUPS[group.dataset.group];
  const { season } = document.querySelector("main").dataset;
  const entries = [...rows].filter(([, row]) => has(row) && (season === undefined || row.season === season));
  return entries.sort(([, one], [, other]) => order(one, other)).slice(0, Number(group.dataset.limit ?? Infinity));
}

function drawNew(name, row, draw) {
  const element = newRow(name, row);
  draw(element, name);
  return element;
}

/** Rows under their days, or, where each tells its own, without. */
function fill(list, elements) {
  const headings = new Map([...list.querySelectorAll(".rows-day")].map((heading) => [dayOfHeading(heading), heading]));
  const wanted = elements.flatMap((element, place) => {
    const { day } = element.dataset;
    const isFirst = "byDay" in list.dataset && day !== elements[place - 1]?.dataset.day;
    return isFirst ? [headings.get(day) ?? newHeading(day), element] : [element];
  });
  for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
  arrange(list, wanted);
}

const dayOfHeading = (heading) => heading.querySelector("time").dateTime;

function newHeading(day) {
  const heading = Object.assign(document.createElement("h3"), { className: "rows-day" });
  heading.append(Object.assign(document.createElement("time"), { dateTime: day, textContent: dayName(day) }));
  return heading;
}
