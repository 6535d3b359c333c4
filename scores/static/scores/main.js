/** Puts the page together: what it was served with, the line to the server, and what keeps it current. */
import { drawConnection } from "./header.js";
import { Live } from "./live.js";
import { Scoreboard } from "./scoreboard.js";
import { showLocalTimes } from "./times.js";

const { live: path, topics: words, since } = document.body.dataset;
const topics = (words ?? "").split(" ").filter(Boolean);
const documents = JSON.parse(document.getElementById("documents")?.textContent ?? "{}");

const url = new URL(path, location.href);
url.protocol = url.protocol.replace("http", "ws");

showLocalTimes();

const live = new Live({
  url: url.href,
  documents,
  since,
  onChanges: (changes) => scoreboard.take(changes),
  onStatus: drawConnection,
});
const scoreboard = new Scoreboard({ documents, topics, now: () => live.now(), onShown: () => live.shown() });
if (topics.length > 0) live.start(topics);
