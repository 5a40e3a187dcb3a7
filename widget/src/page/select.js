/* Words that the visitor selects on the host page: a small button beside them, and on it their meaning. Fields, and what
   a finger selects with its own menu, are left alone but for the button at the lower edge of the screen. */

/** @typedef {import("../element.js").Kit} Kit */
/** @typedef {import("./card.js").Card} Card */

const LONGEST = 100; // characters, and
const MOST = 8; // words of what can be asked
const REST = 250; // ms after the selection's last change
const FIELDS = "input,textarea,select,[contenteditable],tra-tu";

/** What is selected, with its last line; null where there is nothing to ask. */
function selected() {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const text = String(range).trim().replace(/\s+/g, " "); // as it was written, whatever the page's styles make of it
  if (text.length > LONGEST || !/\p{L}/u.test(text) || text.split(/\s+/).length > MOST) return null;
  const around = range.commonAncestorContainer;
  const element = around instanceof Element ? around : around.parentElement;
  if (element?.closest(FIELDS) || document.activeElement?.matches(FIELDS)) return null;
  return range.getClientRects().length ? { text, range } : null;
}

/**
 * Offer the meaning of what is selected, until the signal.
 * @param {Kit} kit
 * @param {Card} card
 * @param {AbortSignal} signal
 */
export function offerSelection(kit, card, signal) {
  const button = kit.make("button", { type: "button", class: "offer", popover: "manual" });
  /** @type {{ text: string, range: Range } | null} */
  let offered = null;
  /** What was asked or refused already is not offered again. */
  let done = "";
  let timer = 0;
  let pressed = false;
  let touched = false;

  const hide = () => {
    offered = null;
    kit.toggle(button, false);
  };
  /** Beside the last line; what a finger selects has menus and handles there, so at the lower edge of what is seen. */
  const place = () => {
    if (!offered) return;
    const { width, height } = button.getBoundingClientRect();
    const zoom = button.currentCSSZoom ?? 1; // of the page: lengths of styles count in it
    const move = (/** @type {number} */ left, /** @type {number} */ top) =>
      Object.assign(button.style, { left: `${left / zoom}px`, top: `${top / zoom}px` });
    const seen = visualViewport;
    if (touched && seen) {
      move(seen.pageLeft + (seen.width - width) / 2, seen.pageTop + seen.height - height - 16);
      return;
    }
    const rects = offered.range.getClientRects();
    const last = /** @type {DOMRect} */ (rects[rects.length - 1]);
    const wide = /** @type {Element} */ (document.scrollingElement).clientWidth;
    const below = last.bottom + 4 + height < innerHeight;
    move(Math.max(Math.min(last.right, wide - width - 4), 4) + scrollX,
      (below ? last.bottom + 4 : last.top - 4 - height) + scrollY);
  };
  const offer = () => {
    clearTimeout(timer);
    if (pressed) return;
    const now = selected();
    if (now?.text !== done) done = "";
    if (!now) hide();
    if (!now || done || offered?.text === now.text) return;
    offered = now;
    button.textContent = kit.t("Tra “{text}”", { text: now.text });
    kit.toggle(button, true);
    place();
    kit.say(kit.t("Nhấn Enter để tra “{text}”.", { text: now.text }));
  };
  const open = () => {
    if (!offered) return;
    const { text, range } = offered;
    done = text;
    hide();
    card.open(text, "", range);
  };

  const { shadowRoot } = kit.host;
  shadowRoot?.querySelector(".root")?.append(button);
  button.addEventListener("mousedown", (event) => event.preventDefault()); // which would end the selection
  button.addEventListener("click", open);
  const on = { signal, capture: true };
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, REST);
  }, on);
  document.addEventListener("pointerdown", (event) => {
    if (event.composedPath().includes(button)) return;
    pressed = event.pointerType !== "touch"; // a finger's selection goes on after it was lifted
    touched = event.pointerType === "touch";
    hide();
    done = "";
  }, on);
  document.addEventListener("pointerup", () => {
    pressed = false;
    clearTimeout(timer);
    timer = setTimeout(offer, 10); // once a double click has selected
  }, on);
  document.addEventListener("keydown", (event) => {
    if (!offered || event.isComposing) return;
    if (event.key === "Escape") {
      done = offered.text;
      hide();
    }
    // Enter has no meaning of its own where nothing that takes keys has the focus.
    if (event.key === "Enter" && document.activeElement === document.body) {
      event.preventDefault();
      event.stopPropagation();
      open();
    }
  }, on);
  // A page made for wide screens is zoomed into on a phone.
  for (const kind of ["resize", "scroll"]) visualViewport?.addEventListener(kind, place, { signal });
  addEventListener("scroll", place, on);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    button.remove();
  });
}
