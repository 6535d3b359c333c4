/** Keeps the figures of the status page current: the page is asked for again, and its figures put in place. */
const INTERVAL = 10_000;

async function refresh() {
  if (document.hidden) return;
  const figures = document.querySelector("[data-figures]");
  try {
    const response = await fetch(location.href, { cache: "no-cache" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    figures.replaceWith(document.adoptNode(page.querySelector("[data-figures]")));
  } catch {
    figures.querySelector("[data-trouble]").textContent = "; the server cannot be reached now";
  }
}

setInterval(refresh, INTERVAL);
document.addEventListener("visibilitychange", refresh);
