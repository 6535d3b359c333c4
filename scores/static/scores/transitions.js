/** Rows that change their place are seen to move, where the reader wants motion and the browser can. */

const wantsMotion = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Run `change`; what is on the screen glides to its new place. */
export function movingGently(change) {
  const focused = document.activeElement;
  const changed = () => {
    change();
    if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  };
  if (!document.startViewTransition || document.hidden || !wantsMotion()) {
    changed();
    return;
  }
  const named = [...document.querySelectorAll("[data-list] [data-document]")].filter(isOnScreen);
  for (const element of named) element.style.viewTransitionName = element.dataset.document.replace(".", "-");
  const transition = document.startViewTransition(changed);
  transition.ready.catch(() => {}); // it was skipped: the page is hidden or busy, and the change is made all the same
  transition.finished.finally(() => {
    for (const element of named) element.style.viewTransitionName = "";
  });
}

function isOnScreen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
