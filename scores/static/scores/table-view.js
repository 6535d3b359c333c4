/** A table of standings on the page. */
import { drawCrest } from "./crests.js";
import { arrange, field, mark, write, writeAll } from "./fields.js";

const NUMBERS = ["position", "played", "won", "drawn", "lost", "scored", "conceded", "points"];

export function drawTable(table, state) {
  const body = table.tBodies[0];
  const drawn = new Map([...body.rows].map((line) => [line.dataset.team, line]));
  const rows = Object.values(state.rows).sort(byPosition);
  const lines = rows.map((row) => drawLine(drawn.get(String(row.team.id)) ?? newLine(body, row.team), row));
  for (const line of drawn.values()) if (!lines.includes(line)) line.remove();
  arrange(body, lines);
}

/** A difference with its sign; a minus as wide as the plus. */
export const signed = (number) => (number > 0 ? `+${number}` : String(number).replace("-", "−"));

const byPosition = (one, other) => one.position - other.position || (one.team.name < other.team.name ? -1 : 1);

function drawLine(line, row) {
  mark(line, "liveTeam", row.live && "true");
  writeAll(line, Object.fromEntries(NUMBERS.map((name) => [name, String(row[name])])));
  write(field(line, "difference"), signed(row.difference));
  write(field(line, "team.name"), row.team.name);
  drawCrest(field(line, "team.crest"), row.team);
  return line;
}

/** A team that joins a table looks like those in it. */
function newLine(body, team) {
  const line = body.rows[0].cloneNode(true);
  line.dataset.team = team.id;
  line.classList.remove("marked");
  const link = line.querySelector("a");
  link.href = link.getAttribute("href").replace(/\d+/, team.id);
  return line;
}
