/** Lets a reader notice a goal, and a goal that was taken back: on the row, in the title, in one polite sentence. */
import { field, write } from "./fields.js";
import { newsOf } from "./goals.js";
import { isNewsworthy } from "./sports.js";

const GLOW = 2_000;
const REMARK = 60_000;
const MAX_SENTENCES = 3; // more at once, after a pause of the line say, would be a speech

export class News {
  #title = document.title;
  #unseen = 0;
  #sentences = [];
  #remarks = new Map(); // name of a document: who scored last
  #forgetting = new Map();
  #glows = new WeakMap();

  constructor() {
    document.addEventListener("visibilitychange", () => document.hidden || this.#seen());
  }

  /**
   * Compare what is on the screen with what will be. To be asked before it is drawn: who scored is drawn too.
   * @returns {import("./goals.js").News|null} for `glow`
   */
  notice(name, before, after) {
    const news = newsOf(before, after);
    if (!news) return null;
    this.#remark(name, news.player);
    if (!isNewsworthy(after)) return news;
    this.#sentences.push(news.sentence);
    if (document.hidden) this.#count(news.goals);
    return news;
  }

  /** For two seconds. */
  glow(element, { kind, sides }) {
    const scores = sides.map((side) => field(element, `${side}.score`)).filter(Boolean);
    clearTimeout(this.#glows.get(element));
    dim(element);
    element.getBoundingClientRect(); // the second goal within two seconds starts its glow anew
    for (const each of [element, ...scores]) each.classList.add(kind === "goal" ? "goal" : "corrected");
    this.#glows.set(element, setTimeout(() => dim(element), GLOW));
  }

  /** Who scored: stands for a minute beside a match that has nothing else to remark. */
  remarkOn(name) {
    return this.#remarks.get(name) ?? "";
  }

  /** Say what was noticed since, in one go. */
  announce() {
    if (this.#sentences.length === 0) return;
    const isSpeech = this.#sentences.length > MAX_SENTENCES;
    const told = isSpeech ? `The score has changed in ${this.#sentences.length} matches.` : this.#sentences.join(" ");
    write(document.querySelector("[data-announce]"), told);
    this.#sentences = [];
  }

  /** The title of the page, without the count. */
  retitle(title) {
    this.#title = title;
    document.title = this.#unseen ? `(${this.#unseen}) ${title}` : title;
  }

  #remark(name, player) {
    clearTimeout(this.#forgetting.get(name));
    this.#remarks.delete(name);
    if (!player) return;
    this.#remarks.set(name, player);
    this.#forgetting.set(name, setTimeout(() => this.#forget(name), REMARK));
  }

  #forget(name) {
    this.#remarks.delete(name);
    for (const element of document.querySelectorAll(`[data-document="${CSS.escape(name)}"]`)) {
      for (const note of element.querySelectorAll(".just-scored")) {
        note.classList.remove("just-scored");
        write(note, "");
      }
    }
  }

  #count(goals) {
    this.#unseen += goals;
    this.retitle(this.#title);
  }

  #seen() {
    this.#unseen = 0;
    this.retitle(this.#title);
  }
}

function dim(element) {
  for (const each of [element, ...element.querySelectorAll(".goal, .corrected")]) {
    each.classList.remove("goal", "corrected");
  }
}
