/** Crests: the rules of `scores/pages/crests.py`, held to them by a test. */
import { copyOf, write } from "./fields.js";

/** The team's code, or the first letters of its words, or the first three letters of its one word. */
export function initialsOf({ code, short, name }) {
  if (code) return code.slice(0, 3).toUpperCase();
  const words = (short || name || "").split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? words.slice(0, 3).map(firstLetter).join("") : words.join("").slice(0, 3);
  return letters.toUpperCase();
}

const firstLetter = (word) => [...word][0];

/** The ink of the initials: what can be read on the first colour. */
export const inkOn = (colour) => (luminance(colour) > 0.36 ? "#111111" : "#ffffff");

/** Relative luminance (WCAG 2) of #rrggbb; of anything else, that of black. */
function luminance(colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return 0;
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Make an inline SVG the crest of a team; only one whose pattern changed is drawn anew. */
export function drawCrest(svg, team) {
  if (!svg) return;
  const { primary, secondary, pattern } = { ...UNKNOWN, ...team.crest };
  const drawn = svg.dataset.pattern === pattern ? svg : redrawn(svg, pattern);
  const initials = drawn.querySelector('[data-fill="ink"]');
  colour(drawn.querySelector('[data-fill="primary"]'), "fill", primary);
  colour(drawn.querySelector('[data-fill="secondary"]'), "fill", secondary);
  colour(initials, "fill", inkOn(primary));
  colour(initials, "stroke", primary);
  write(initials, initialsOf(team));
}

const UNKNOWN = { primary: "#33415c", secondary: "#ffffff", pattern: "plain" };

function redrawn(svg, pattern) {
  const copy = copyOf(`crest-template-${pattern}`) ?? copyOf("crest-template-plain");
  if (!copy) return svg;
  copy.setAttribute("class", svg.getAttribute("class"));
  if (svg.dataset.field) copy.dataset.field = svg.dataset.field;
  svg.replaceWith(copy);
  return copy;
}

function colour(element, attribute, value) {
  if (element && element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}
