/**
 * A line to the server that is opened again whenever it breaks, and that notices by itself when it is dead.
 * Where the best way is closed to it, it takes another, and tries the best again from time to time.
 */
import { overEvents, overPolling, overWebSocket } from "./transports.js";

const MAX_DELAY = 30_000;
const LONG_DELAY = 60_000; // the server said no: asking again at once would only be refused again
const SILENCE = 45_000; // the server says `alive` every 20 s, so this is a dead line
const SILENCE_ON_WAKE = 25_000;
const ANSWER = 15_000; // a line that opens but never answers is no line either
const PULSE = 5_000;
const CLIMB = 60_000;
const FIRST_CLIMB = 5_000; // a server that was only restarted is back by then
const WAYS = [overWebSocket, overEvents, overWebSocket, overPolling]; // tried in turn until one is answered
const AT_ONCE = { offline: false, delay: 0 };

const REFUSALS = {
  4400: "The server does not understand this page; reload it.",
  4429: "There are too many connections from your network.",
};

export class Line {
  #url;
  #listeners;
  #way = 0; // which of them
  #climb; // a timer
  #climbAt = null;
  #climbs = 0; // attempts
  #probe = null;
  #connection = null;
  #answered = false;
  #attempts = 0;
  #opened = 0;
  #heard = Date.now();
  #retry;
  #pulse;

  /**
   * @param {string} url
   * @param {{onOpen: () => void, onMessage: (message: object) => void, onPulse: () => void,
   *          onLost: (loss: {reason: string, since: number, offline: boolean}) => void}} listeners
   */
  constructor(url, listeners) {
    this.#url = url;
    this.#listeners = listeners;
  }

  start() {
    addEventListener("online", () => this.#connection ?? this.#connect());
    addEventListener("offline", () => this.#lost("Your device has no network.", { offline: true }));
    addEventListener("pagehide", () => this.#rest()); // a page with an open socket cannot be kept for "back"
    addEventListener("pageshow", ({ persisted }) => persisted && this.#lost("The page was put aside.", AT_ONCE));
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    this.#connect();
  }

  send(message) {
    this.#connection?.send(message);
  }

  /** What the server said made sense: this, not the opening, is what ends a row of failed attempts. */
  confirm() {
    if (!this.#answered && WAYS[this.#way] !== WAYS[0]) this.#climbLater();
    this.#answered = true;
    this.#attempts = 0;
  }

  reconnectIn(milliseconds) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), milliseconds);
  }

  #connect() {
    this.#rest();
    this.#opened = Date.now();
    this.#pulse = setInterval(() => this.#check(), PULSE);
    this.#connection = WAYS[this.#way](this.#url, {
      opened: () => this.#listeners.onOpen(),
      received: (message) => this.#receive(message),
      closed: (code) => this.#closed(code),
    });
  }

  #climbLater() {
    const wait = Math.min(CLIMB, FIRST_CLIMB * 4 ** this.#climbs) * (1 + Math.random());
    this.#climbAt ??= Date.now() + wait; // however often the lesser way breaks meanwhile
    this.#climb = setTimeout(() => this.#tryBest(), Math.max(0, this.#climbAt - Date.now()));
  }

  /** Beside the line that works, so that nothing is lost when the best way is still closed. */
  #tryBest() {
    this.#climbAt = null;
    this.#climbs += 1;
    this.#probe = WAYS[0](this.#url, {
      opened: () => {
        this.#way = this.#climbs = 0;
        this.#connect();
      },
      received: () => {},
      closed: () => this.#climbLater(),
    });
  }

  #rest() {
    clearTimeout(this.#retry);
    clearInterval(this.#pulse);
    clearTimeout(this.#climb);
    this.#probe?.close();
    this.#probe = null;
    this.#connection?.close();
    this.#connection = null;
    this.#answered = false;
  }

  #receive(message) {
    this.#heard = Date.now();
    this.#listeners.onMessage(message);
  }

  #closed(code) {
    const reason = REFUSALS[code];
    if (reason) this.#lost(reason, { offline: true, delay: LONG_DELAY * (1 + Math.random()), way: this.#way });
    else this.#lost(this.#answered ? "The line was cut." : "The server cannot be reached.");
  }

  /** A line that was good until now is first tried again; only when that fails it is called offline. */
  #lost(reason, { offline = !this.#answered, delay = this.#delay(), way = this.#nextWay() } = {}) {
    this.#way = way;
    this.#rest();
    this.#listeners.onLost({ reason, offline, since: this.#heard });
    this.reconnectIn(delay);
  }

  #nextWay() {
    return this.#answered ? this.#way : (this.#way + 1) % WAYS.length;
  }

  /** Full jitter, so that a restarted server does not meet everyone at once. */
  #delay() {
    return Math.random() * Math.min(MAX_DELAY, 1000 * 2 ** this.#attempts++);
  }

  #check() {
    const now = Date.now();
    if (this.#answered && now - this.#heard > SILENCE) this.#lost("The line went silent.");
    else if (!this.#answered && now - this.#opened > ANSWER) this.#lost("The server does not answer.");
    else this.#listeners.onPulse();
  }

  #wake() {
    if (!this.#connection) this.#connect();
    else if (this.#answered && Date.now() - this.#heard > SILENCE_ON_WAKE) {
      this.#lost("The device was asleep.", AT_ONCE);
    }
  }
}
