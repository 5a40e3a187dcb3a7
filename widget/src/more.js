/* What is shown of long things at first: a part of them, and the rest on request. The rest stays in the page, so that it
   is printed and, where the browser can (`hidden=until-found`), found by its search. */
import { make, quietButton } from "./dom.js";

const SHORT = 700; // length of what is shown at first
const SLACK = 300; // so much more is not worth a button
const LINE = 40; // characters that a line of its own counts for

/**
 * Hide an element, or show it. Text is wrapped to be hidden.
 * @param {Element} element
 * @param {boolean} hidden
 */
export function conceal(element, hidden) {
  if (hidden) element.setAttribute("hidden", "until-found");
  else element.removeAttribute("hidden");
}

/**
 * How long something is to the eye, in characters.
 * @param {Node} node
 */
function size(node) {
  const lines = node instanceof Element ? node.querySelectorAll("li,p,tr,.translation").length : 0;
  return (node.textContent?.length ?? 0) + LINE * lines;
}

/**
 * The pieces of an element that lie beyond a length, as large as can be, in order. A piece that straddles
 * the end is parted, at a space where it is text.
 * @param {Element} element
 * @param {number} room
 * @returns {Element[]}
 */
function beyond(element, room) {
  /** @type {Element[]} */
  const rest = [];
  for (let node of [...element.childNodes]) {
    const length = size(node);
    if (node instanceof Text && room > 0 && length > room + SLACK) {
      const space = node.data.indexOf(" ", room);
      node = space > 0 ? node.splitText(space) : node;
    } else if (length <= room || (room > 0 && node instanceof Text)) {
      room -= length;
      continue;
    } else if (room > 0 && node instanceof Element && length > SLACK) {
      rest.push(...beyond(node, room));
      room = 0;
      continue;
    }
    if (!node.textContent?.trim()) continue;
    if (node instanceof Text) {
      const wrap = make("span");
      node.replaceWith(wrap);
      wrap.append(node);
      node = wrap;
    }
    rest.push(/** @type {Element} */ (node));
    room = 0;
  }
  return rest;
}

/**
 * Shorten what is long: its rest stands behind the button that is returned; null where it is short.
 * @param {HTMLElement} element
 * @param {import("./words.js").Words} t
 */
export function shortened(element, t) {
  if (size(element) <= SHORT + SLACK) return null;
  const rest = beyond(element, SHORT);
  if (!rest.length) return null;
  const button = quietButton("", () => show(button.ariaExpanded !== "true"), { class: "quiet more" });
  const show = (/** @type {boolean} */ all) => {
    button.ariaExpanded = String(all);
    button.textContent = t(all ? "Thu gọn" : "Xem thêm");
    for (const piece of rest) conceal(piece, !all);
    if (!all) return;
    // On to what is new, which stands before the button.
    const first = /** @type {HTMLElement} */ (rest[0]);
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  };
  show(false);
  element.addEventListener("beforematch", () => show(true));
  return button;
}
