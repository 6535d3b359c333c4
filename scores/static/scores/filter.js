/** What a reader of the day wants to see. The chips are links that work without script; with it they do not reload. */
import { isInPlay } from "./sports.js";

export class Filter {
  #list;
  #onChange = () => {};

  constructor(list) {
    this.#list = list;
  }

  shows(row) {
    const { filter, sportFilter } = this.#list.dataset;
    return (filter !== "live" || isInPlay(row)) && (!sportFilter || sportFilter === row.sport);
  }

  /** Let the chips change the filter in place. */
  start(onChange) {
    this.#onChange = onChange;
    for (const chip of chips()) chip.addEventListener("click", (event) => this.#choose(event, chip));
    addEventListener("popstate", () => this.#apply(new URL(location.href)));
  }

  #choose(event, chip) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a new tab, as with any link
    event.preventDefault();
    const url = new URL(chip.href);
    history.pushState(null, "", url);
    this.#apply(url);
  }

  #apply({ searchParams }) {
    const chosen = { live: searchParams.has("live"), sport: searchParams.get("sport") ?? "" };
    this.#list.dataset.filter = chosen.live ? "live" : "";
    this.#list.dataset.sportFilter = chosen.sport;
    for (const chip of chips()) point(chip, chosen);
    this.#onChange();
  }
}

const chips = () => document.querySelectorAll("[data-filter-link], [data-sport-link]");

/** Each chip leads from what is chosen now to what it would change. */
function point(chip, { live, sport }) {
  const { filterLink, sportLink } = chip.dataset;
  const isSport = sportLink !== undefined;
  const isChosen = isSport ? sportLink === sport : (filterLink === "live") === live;
  const target = isSport ? { live, sport: isChosen ? "" : sportLink } : { live: filterLink === "live", sport };
  const query = new URLSearchParams({ ...(target.live && { live: 1 }), ...(target.sport && { sport: target.sport }) });
  chip.setAttribute("href", `?${query}`);
  if (isChosen) chip.setAttribute("aria-current", "true");
  else chip.removeAttribute("aria-current");
}
