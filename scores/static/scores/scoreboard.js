/** From state to page: draws the documents that changed, once per frame of the screen, and lets goals be noticed. */
import { DayList } from "./day-list.js";
import { field, write } from "./fields.js";
import { Filter } from "./filter.js";
import { Idle } from "./idle.js";
import { drawMatch, drawMatchMinute, scoresOf } from "./match-view.js";
import { News } from "./news.js";
import { Overview } from "./overview.js";
import { drawMinute, drawRow } from "./row-view.js";
import { drawTable } from "./table-view.js";

const TICK = 1_000;
const HIDDEN_PAGE = 250; // a page that nobody sees is given no frames

export class Scoreboard {
  #topics;
  #now;
  #onShown;
  #held = new Map(); // what is on the screen: sequence and state by the name of the document
  #changed = new Map(); // what will be, with the next frame
  #news = new News();
  #list = null;

  /**
   * @param {{documents: Record<string, import("./live.js").Held>, topics: string[], now: () => number,
   *          onShown: () => void}} options
   */
  constructor({ documents, topics, now, onShown }) {
    this.#topics = new Set(topics);
    this.#now = now;
    this.#onShown = onShown;
    for (const [name, held] of Object.entries(documents)) this.#held.set(name, held);
    this.#startList();
    this.#tick();
    setInterval(() => document.hidden || this.#tick(), TICK);
    document.addEventListener("visibilitychange", () => document.hidden || this.#tick());
  }

  /** @param {import("./live.js").Change[]} changes */
  take(changes) {
    if (this.#changed.size === 0) {
      requestAnimationFrame(() => this.#draw());
      setTimeout(() => this.#draw(), HIDDEN_PAGE);
    }
    for (const change of changes) this.#changed.set(change.name, change);
  }

  #draw() {
    if (this.#changed.size === 0) return;
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    for (const change of changed) this.#try(() => this.#show(change));
    this.#showList();
    this.#news.announce();
    this.#onShown();
  }

  /** A match that this page cannot draw, of a newer server say, must not take the others with it. */
  #try(show) {
    try {
      show();
    } catch (error) {
      reportError(error);
    }
  }

  #show({ name, sequence, state }) {
    const before = this.#held.get(name)?.state;
    if (state.gone || !this.#belongs(name, state)) {
      this.#drop(name);
      return;
    }
    this.#held.set(name, { sequence, state });
    const row = rowOf(name, state);
    const news = row && before ? this.#news.notice(name, rowOf(name, before), row) : null;
    const elements = elementsOf(name);
    for (const element of elements) this.#drawElement(element, name);
    if (news) for (const element of elements.flatMap(scoresIn)) this.#news.glow(element, news);
    if (name.startsWith("match.") && before) this.#news.retitle(titleOf(row));
  }

  #drawElement(element, name) {
    const { sequence, state } = this.#held.get(name);
    const now = this.#now();
    if ("sequence" in element.dataset) element.dataset.sequence = sequence;
    if (name.startsWith("row.")) drawRow(element, state, now, this.#news.remarkOn(name));
    else if (name.startsWith("match.")) drawMatch(element, state, now);
    else if (element.tagName === "TABLE") drawTable(element, state);
    else element.hidden = !state.live; // "as it stands"
  }

  /** A row that moved to another day, say, is told to the readers of both. */
  #belongs(name, state) {
    if (!name.startsWith("row.")) return true;
    const { day, competition, home, away } = state;
    const topics = [`day.${day}`, `competition.${competition.id}`, `team.${home.id}`, `team.${away.id}`];
    return topics.some((topic) => this.#topics.has(topic));
  }

  #drop(name) {
    this.#held.delete(name);
    for (const element of elementsOf(name)) {
      if (name.startsWith("match.")) drawGone(element);
      else if (!element.closest("[data-list], [data-group]")) element.remove(); // the lists drop their own
    }
  }

  #startList() {
    const day = document.querySelector("[data-list]");
    const groups = [...document.querySelectorAll("[data-group]")];
    if (day) {
      const filter = new Filter(day);
      this.#list = new DayList(day, new Idle(), filter);
      filter.start(() => this.#showList());
    } else if (groups.length > 0) {
      this.#list = new Overview(groups, new Idle());
    }
    this.#showList();
  }

  #showList() {
    const rows = [...this.#held].filter(([name]) => name.startsWith("row."));
    const states = new Map(rows.map(([name, { state }]) => [name, state]));
    this.#list?.show(states, (element, name) => this.#drawElement(element, name));
  }

  /** No update is ever sent for the passing of time. */
  #tick() {
    const now = this.#now();
    for (const element of document.querySelectorAll("[data-document]")) {
      const name = element.dataset.document;
      const row = this.#held.has(name) && rowOf(name, this.#held.get(name).state);
      if (!row?.clock?.running && !row?.feed) continue;
      const draw = name.startsWith("match.") ? drawMatchMinute : drawMinute;
      draw(element, row, now);
    }
  }
}

const elementsOf = (name) => [...document.querySelectorAll(`[data-document="${CSS.escape(name)}"]`)];

const rowOf = (name, state) => (name.startsWith("row.") ? state : state.row);

/** Where a goal is seen: the row itself, or on the page of a match each place that shows the score. */
const scoresIn = (element) => (element.matches("[data-row]") ? [element] : [...scoresOf(element)]);

const titleOf = ({ home, away, score }) =>
  `${home.name} ${score ? `${score.home}–${score.away}` : "–"} ${away.name} – Touchline`;

function drawGone(element) {
  for (const row of scoresOf(element)) {
    row.dataset.status = "cancelled";
    write(field(row, "minute"), "");
    write(field(row, "status_line"), "This match is no longer listed.");
  }
}
