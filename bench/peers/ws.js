// node's `ws`: node ws.js PORT LINES_PORT, with NODE_PATH naming the folder that `ws` is in.
const net = require("net");
const readline = require("readline");
const { WebSocketServer, WebSocket } = require("ws");

const [port, linesPort] = process.argv.slice(2).map(Number);
const server = new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false, backlog: 4096 });

net
  .createServer((socket) => {
    readline.createInterface({ input: socket }).on("line", (line) => {
      const content = Buffer.from(line);
      for (const reader of server.clients) {
        if (reader.readyState === WebSocket.OPEN) reader.send(content, { binary: false });
      }
    });
  })
  .listen(linesPort, "127.0.0.1");
