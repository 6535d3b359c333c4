/**
 * The ways to the server, best first. Each is opened with `opened`, `received` and `closed` to call, and gives `send`
 * and `close`; what comes in are the messages of touchline.v1, whatever they travelled on.
 */

const POLL = 5_000;

let newest; // the id of the last event: what is older has been seen, whatever stream it came on

/** @typedef {{opened: () => void, received: (message: object) => void, closed: (code?: number) => void}} Events */

export function overWebSocket(url, { opened, received, closed }) {
  const socket = new WebSocket(url, "touchline.v1");
  socket.onopen = opened;
  socket.onmessage = ({ data }) => received(JSON.parse(data));
  socket.onclose = ({ code }) => closed(code);
  return {
    send: (message) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message)),
    /** A dead socket may take minutes to say that it closed, so nobody listens to it any more. */
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

/** Server-sent events: one way only, so that each follow is a stream of its own, and what was missed goes by time. */
export function overEvents(url, { opened, received, closed }) {
  let source = null;
  const end = () => source?.close();
  queueMicrotask(opened);
  return {
    send({ type, topics, since }) {
      if (type !== "follow") return;
      end();
      source = new EventSource(addressed(new URL("events", overHttp(url)), { topics: topics.join(","), since: newest ?? since }));
      source.onmessage = ({ data, lastEventId }) => {
        newest = lastEventId || newest;
        received(JSON.parse(data));
      };
      source.onerror = () => {
        end(); // it would come back by itself, but not as the page wants: with jitter, and on the best way there is
        closed();
      };
    },
    close: end,
  };
}

/** Whole topics, again and again; the browser asks with their ETag, so that mostly the answer is "not modified". */
export function overPolling(url, { opened, received, closed }) {
  const asking = new AbortController();
  const get = (path) => answer(new URL(`/api/v1/${path}`, overHttp(url)), asking.signal);
  let timer = null;
  let topics = [];
  let known = new Set();
  const ask = async () => {
    try {
      const present = new Set();
      for (const topic of topics) {
        const { documents } = await get(`topics/${topic}`);
        received({ type: "frames", frames: documents });
        for (const { document } of documents) present.add(document);
      }
      const left = [...known].filter((name) => !present.has(name));
      known = present;
      for (const name of left) received({ type: "frames", frames: [await get(`documents/${name}`)] });
      received({ type: "followed", topics });
      timer = setTimeout(ask, POLL * (0.8 + 0.4 * Math.random()));
    } catch {
      if (!asking.signal.aborted) closed();
    }
  };
  queueMicrotask(opened);
  return {
    send(message) {
      if (message.type !== "follow") return;
      clearTimeout(timer);
      topics = message.topics;
      known = new Set(Object.keys(message.positions));
      ask();
    },
    close() {
      clearTimeout(timer);
      asking.abort();
    },
  };
}

async function answer(address, signal) {
  const response = await fetch(address, { cache: "no-cache", signal });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

const overHttp = (url) => url.replace(/^ws/, "http");

function addressed(url, query) {
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}
