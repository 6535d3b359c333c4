/** One match on the page: a line of a list, or the scoreboard of its own page. */
import { drawCrest } from "./crests.js";
import { arrange, copyOf, field, mark, write, writeAll } from "./fields.js";
import { columns, columnsInRow, scoreText } from "./rows.js";
import { kickOffText } from "./times.js";
import { minuteText, noteText, remarkText, silenceText, situationText, statusLine, turnOf } from "./words.js";

const SIDES = ["home", "away"];
const UNSURE = { date: "TBC", tbd: "TBD" };

/**
 * @param {number} now milliseconds, by the server's clock
 * @param {string} remark what stands in the place of the note while there is none
 */
export function drawRow(element, row, now, remark = "") {
  mark(element, "status", row.status);
  mark(element, "winner", row.winner);
  mark(element, "turn", turnOf(row));
  mark(element, "silent", row.feed ? "feed" : "");
  if (isLine(element)) mark(element, "day", row.day);
  mark(element, "kickOff", row.kick_off);
  for (const side of SIDES) drawSide(element, row, side);
  writeAll(element, { round: row.round ?? "", "competition.name": row.competition.name });
  drawNote(field(element, "note"), isLine(element) ? remarkText(row, now) : noteText(row), remark);
  write(field(element, "situation"), situationText(row));
  drawParts(field(element, "parts"), row);
  drawKickOff(element, row);
  drawMinute(element, row, now);
}

/** What the passing of time alone changes. */
export function drawMinute(element, row, now) {
  const minute = minuteText(row, now);
  if (minute || !isLine(element)) write(field(element, "minute"), minute);
  write(field(element, "status_line"), statusLine(row, now));
  write(field(element, "silence"), silenceText(row, now));
  if (row.feed && isLine(element)) write(field(element, "note"), remarkText(row, now));
}

/** The copy of the row template for a match that the page did not have. */
export function newRow(name, row) {
  const element = copyOf("row-template");
  if (!element) return null;
  element.dataset.document = name;
  mark(element, "sport", row.sport);
  element.href = element.getAttribute("href").replace(/\/0\//, `/${row.id}/`);
  return element;
}

function drawSide(element, row, side) {
  const team = row[side];
  drawCrest(field(element, `${side}.crest`), team);
  write(field(element, `${side}.name`), team.name);
  write(field(element, `${side}.red_cards`), String(team.red_cards ?? ""));
  write(field(element, `${side}.score`), scoreText(row, side));
}

/** Before the start a list shows the kick-off where the minute will stand; the page of a match has a place for it. */
function drawKickOff(element, row) {
  const place = isLine(element) ? field(element, "minute") : element.querySelector("[data-kick-off-place]");
  if (place && !(isLine(element) && minuteText(row, 0))) placeKickOff(place, row);
  for (const time of element.querySelectorAll("time[data-kick-off]")) {
    time.dateTime = row.kick_off;
    write(time, kickOffText(time.dataset.kickOff, row.kick_off));
  }
}

const isLine = (element) => "document" in element.dataset;

function placeKickOff(place, { precision }) {
  if (precision in UNSURE) write(place, UNSURE[precision]);
  else if (!place.querySelector("time")) {
    const time = document.createElement("time");
    time.dataset.kickOff = "";
    place.replaceChildren(time);
  }
}

function drawNote(place, note, remark) {
  write(place, note || remark);
  place?.classList.toggle("just-scored", !note && remark !== "");
}

function drawParts(place, row) {
  if (!place) return;
  const drawn = new Map([...place.children].map((element) => [element.dataset.part, element]));
  const wanted = place.dataset.parts === "row" ? columnsInRow(row) : columns(row);
  const elements = wanted.map((column) => drawPart(drawn.get(column.key) ?? copyOf("part-template"), column));
  for (const element of drawn.values()) if (!elements.includes(element)) element.remove();
  arrange(place, elements);
}

function drawPart(element, { key, current, ...texts }) {
  element.dataset.part = key;
  element.classList.toggle("current", current);
  writeAll(element, texts);
  return element;
}
