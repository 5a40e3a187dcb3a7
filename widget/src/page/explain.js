/* Terms of a dictionary in the text of the host page: their first occurrences become quiet buttons. The page's elements
   are otherwise left as they are, and put back when the widget goes. */
import { Terms } from "./terms.js";

/** @typedef {import("../element.js").Kit} Kit */
/** @typedef {import("./card.js").Card} Card */

const MOST = 40; // terms of a page
const LEFT_ALONE =
  "a,button,input,select,textarea,label,summary,h1,h2,h3,h4,h5,h6,code,pre,kbd,samp,script,style,template,noscript," +
  "iframe,svg,math,[contenteditable],[role=button],[role=heading],[role=link],[hidden],[aria-hidden=true],tra-tu";

/**
 * The pieces of text below an element in which terms are looked for, in order.
 * @param {Element} root
 */
function texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
    return /** @type {Element} */ (node).matches(LEFT_ALONE) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  /** @type {Text[]} */
  const found = [];
  while (walker.nextNode()) found.push(/** @type {Text} */ (walker.currentNode));
  return found;
}

/**
 * Mark the terms of a dictionary in an element of the page.
 * @param {Kit} kit
 * @param {Card} card
 * @param {string} selector of the element
 * @param {string} dictionary
 * @param {AbortSignal} signal puts everything back
 */
export async function explain(kit, card, selector, dictionary, signal) {
  const address = (await kit.dictionaries()).find(({ id }) => id === dictionary)?.terms;
  const root = selectable(selector);
  if (!address || !root || root.closest(LEFT_ALONE)) return;
  const terms = new Terms((await kit.json(address, signal)).terms);
  if (signal.aborted) return;
  const seen = new Set();
  /** @type {(() => void)[]} */
  const undo = [];
  for (const text of texts(root)) {
    const first = terms.in(text.data).filter(({ term }) => !seen.has(term) && seen.size < MOST && seen.add(term));
    if (first.length) undo.push(mark(text, first, (button) => card.open(button.textContent ?? "", dictionary, button)));
  }
  signal.addEventListener("abort", () => undo.forEach((act) => act()));
}

/** @param {string} selector which may be none */
function selectable(selector) {
  try {
    return document.querySelector(selector);
  } catch {
    return null;
  }
}

/**
 * Part a text at its terms. Returns what puts it back.
 * @param {Text} text
 * @param {import("./terms.js").Place[]} places
 * @param {(button: HTMLElement) => void} act
 */
function mark(text, places, act) {
  const { data } = text;
  /** @type {ChildNode[]} */
  const added = [];
  for (const { start, end } of places.reverse()) {
    const after = text.splitText(end);
    const button = document.createElement("span");
    button.className = "tra-tu-term";
    button.setAttribute("role", "button");
    button.setAttribute("aria-haspopup", "dialog");
    button.tabIndex = 0;
    Object.assign(button.style, { textDecoration: "underline dotted", textUnderlineOffset: ".2em", cursor: "pointer" });
    button.append(text.splitText(start));
    after.before(button);
    added.unshift(button, after);
    button.addEventListener("click", () => act(button));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault(); // the page may hang its form's button on Enter
      event.stopPropagation();
      act(button);
    });
  }
  return () => {
    const whole = [text, ...added].map(({ textContent }) => textContent).join("") === data;
    if (whole && text.isConnected) {
      for (const node of added) node.remove();
      text.data = data;
    } else {
      for (const node of added) if (node instanceof Element) node.replaceWith(...node.childNodes);
    }
  };
}
