/**
 * Follows topics and holds their documents: in order, without gaps, whatever happens to the line.
 * Speaks the protocol touchline.v1; knows nothing of sport or of the page.
 */
import { Line } from "./line.js";
import { merge } from "./patches.js";

const ACK_FRAMES = 32; // the server wants one for every 64, and within 20 s of a frame
const ACK_INTERVAL = 10_000;
const FOLLOW_INTERVAL = 1_000;
const OFFSET_SAMPLES = 8;
const MAX_POSITIONS = 512;
const MAX_POSITIONS_LENGTH = 12_000; // of the 16 KB that a message may have

/**
 * @typedef {{sequence: number, state: object}} Held
 * @typedef {{name: string, sequence: number, state: object}} Change
 * @typedef {{state: "connecting"|"live"|"catching-up"|"offline", since: number, reason: string,
 *            delay: number|null, gapsSeen: number, gapsHealed: number}} Status
 */
export class Live {
  #line;
  #onChanges;
  #onStatus;
  #documents;
  #since;
  #topics = new Set();
  #status = { state: "connecting", since: Date.now(), reason: "", delay: null, gapsSeen: 0, gapsHealed: 0 };
  #gaps = new Set();
  #unanswered = 0; // follows
  #followedAt = -Infinity;
  #followAgain = null;
  #frames = 0;
  #acknowledged = { frames: 0, at: 0 };
  #committed = null; // when the newest change was that is not on the screen yet
  #delay = null; // the newest one that the server has not been told
  #offsets = [];
  #isOffsetOld = false;

  /**
   * @param {{url: string, documents: Record<string, Held>, since?: string, onChanges: (changes: Change[]) => void,
   *          onStatus: (status: Status) => void}} options `since`: when the page was made of its
   *        topics; of what it does not show it needs only what changed later
   */
  constructor({ url, documents, since, onChanges, onStatus }) {
    this.#documents = new Map(Object.entries(documents));
    this.#since = since;
    this.#onChanges = onChanges;
    this.#onStatus = onStatus;
    const listeners = {
      onOpen: () => this.#opened(),
      onMessage: (message) => this.#receive(message),
      onPulse: () => this.#acknowledgeInTime(),
      onLost: (loss) => this.#lost(loss),
    };
    this.#line = new Line(url, listeners);
  }

  start(topics) {
    this.#topics = new Set(topics);
    this.#line.start();
  }

  /** The server's clock, as well as this page can know it. */
  now() {
    return Date.now() + (this.#offsets.length ? Math.max(...this.#offsets) : 0);
  }

  /** To be told when changes are on the screen: commit to screen is what a reader really waits. */
  shown() {
    if (this.#committed === null) return;
    this.#delay = Math.max(0, Math.round(this.now() - this.#committed));
    this.#committed = null;
    this.#tell({ delay: this.#delay });
  }

  #opened() {
    this.#unanswered = 0;
    this.#isOffsetOld = true; // the device may have slept or set its clock since
    this.#frames = 0;
    this.#acknowledged = { frames: 0, at: Date.now() };
    this.#follow();
  }

  #lost({ reason, offline, since }) {
    clearTimeout(this.#followAgain);
    this.#followAgain = null;
    if (this.#status.state === "offline") this.#tell({ reason });
    else this.#tell({ state: offline ? "offline" : "connecting", since, reason });
  }

  #follow() {
    this.#unanswered += 1;
    this.#followedAt = Date.now();
    this.#followAgain = null;
    this.#enter("catching-up");
    this.#line.send({ type: "follow", topics: [...this.#topics], positions: this.#positions(), since: this.#since });
  }

  #positions() {
    const positions = {};
    let count = 0;
    let length = 0;
    for (const [name, { sequence }] of this.#documents) {
      length += `"${name}":${sequence},`.length;
      if (++count > MAX_POSITIONS || length > MAX_POSITIONS_LENGTH) break; // the others come whole
      positions[name] = sequence;
    }
    return positions;
  }

  #receive(message) {
    if (message.type === "frames") this.#takeAll(message.frames);
    else if (message.type === "followed") this.#followed(message);
    else if (message.type === "alive") this.#heardTime(message.at);
    else if (message.type === "reconnect") this.#line.reconnectIn(message.after_ms);
    else if (message.type === "error") console.warn(`Live scores: ${message.code}: ${message.detail}`);
    this.#acknowledgeInTime();
  }

  #takeAll(frames) {
    this.#line.confirm();
    if (this.#frames === this.#acknowledged.frames) this.#acknowledged.at = Date.now();
    this.#frames += frames.length;
    const changes = frames.map((frame) => this.#take(frame)).filter(Boolean);
    if (changes.length && this.#isNews(frames.at(-1))) this.#committed = Date.parse(frames.at(-1).at);
    if (changes.length) this.#onChanges(changes);
  }

  /** A catch-up is not, nor what is older than the page: a server that has just begun finds it and passes it on. */
  #isNews({ at }) {
    return this.#status.state === "live" && !(Date.parse(at) < Date.parse(this.#since));
  }

  /** A patch applies only to the state before its own; a whole state applies to any older one. */
  #take({ document: name, sequence, state, patch }) {
    const held = this.#documents.get(name) ?? { sequence: 0, state: {} };
    if (sequence <= held.sequence) return null;
    if (!state && sequence > 1 && held.sequence === 0) return this.#needWhole(name);
    if (!state && sequence !== held.sequence + 1) return this.#missed(name);
    state ??= merge(held.state, patch);
    this.#documents.set(name, { sequence, state });
    if (this.#gaps.delete(name)) this.#tell({ gapsHealed: this.#status.gapsHealed + 1 });
    return { name, sequence, state };
  }

  /** Of what the page did not show; now that it changed, the whole is wanted. */
  #needWhole(name) {
    this.#documents.set(name, { sequence: 0, state: {} });
    return this.#followSoon();
  }

  #missed(name) {
    if (!this.#gaps.has(name)) this.#tell({ gapsSeen: this.#status.gapsSeen + 1 });
    this.#gaps.add(name);
    this.#enter("catching-up");
    return this.#followSoon();
  }

  #followSoon() {
    const wait = Math.max(0, this.#followedAt + FOLLOW_INTERVAL - Date.now());
    this.#followAgain ??= setTimeout(() => this.#follow(), wait);
    return null;
  }

  #followed({ at }) {
    this.#line.confirm();
    if (at) this.#heardTime(at);
    this.#unanswered = Math.max(0, this.#unanswered - 1);
    if (this.#unanswered === 0 && this.#followAgain === null) {
      this.#gaps.clear(); // what the server has not sent by now has left the topics
      this.#enter("live");
    }
  }

  /** Every sample is too small by the time it travelled, so the greatest is the best. */
  #heardTime(at) {
    const samples = this.#isOffsetOld ? [] : this.#offsets;
    this.#isOffsetOld = false;
    this.#offsets = [...samples, Date.parse(at) - Date.now()].slice(-OFFSET_SAMPLES);
  }

  /**
   * On messages and not only by timer: browsers slow down the timers of a hidden page to one a minute. Without news there
   * is nothing to say: thousands of quiet readers would keep the server busy.
   */
  #acknowledgeInTime() {
    const due = Date.now() - this.#acknowledged.at > ACK_INTERVAL;
    if (this.#frames - this.#acknowledged.frames < (due ? 1 : ACK_FRAMES)) return;
    this.#acknowledged = { frames: this.#frames, at: Date.now() };
    const delay = this.#delay === null ? {} : { delay_ms: this.#delay };
    this.#delay = null;
    this.#line.send({ type: "ack", frames: this.#frames, ...delay });
  }

  #enter(state) {
    if (state !== this.#status.state) this.#tell({ state, since: Date.now(), reason: "" });
  }

  #tell(change) {
    this.#status = { ...this.#status, ...change };
    this.#onStatus(this.#status);
  }
}
