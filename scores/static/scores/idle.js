/** Waits for a moment at which nobody touches or scrolls the page, so that nothing moves under a thumb. */

const QUIET = 1_000;

export class Idle {
  #held = false;
  #busyUntil = 0;
  #waiting = null;
  #timer = null;

  constructor() {
    const options = { passive: true, capture: true };
    addEventListener("pointerdown", () => (this.#held = true), options);
    for (const name of ["pointerup", "pointercancel", "blur"]) addEventListener(name, () => this.#release(), options);
    for (const name of ["scroll", "wheel", "touchmove"]) addEventListener(name, () => this.#busy(), options);
  }

  /** Do it now, or when the page has been left alone; of several that wait only the last is done. */
  run(action) {
    this.#waiting = action;
    this.#tryNow();
  }

  #release() {
    this.#held = false;
    this.#busy();
  }

  #busy() {
    this.#busyUntil = Date.now() + QUIET;
  }

  #tryNow() {
    clearTimeout(this.#timer);
    if (this.#held || Date.now() < this.#busyUntil) {
      this.#timer = setTimeout(() => this.#tryNow(), QUIET / 4);
      return;
    }
    const action = this.#waiting;
    this.#waiting = null;
    action?.();
  }
}
