/* Panels that open beside the box: in the browser's top layer, where no column of the page clips them. Coordinates are
   those of `getBoundingClientRect`; panels stand at positions of the document, so that they scroll with the page. */

/** Where it is missing, panels stand in the page, under the box, and columns may clip them. */
export const TOP_LAYER = "popover" in HTMLElement.prototype;

const GAP = 4;

/**
 * @param {HTMLElement} panel
 * @param {boolean} open
 */
export function toggle(panel, open) {
  if (!TOP_LAYER) panel.hidden = !open;
  else if (open !== panel.matches(":popover-open")) panel[open ? "showPopover" : "hidePopover"]();
}

/**
 * Put an open panel under its anchor, or above it where it fits only there or fits there better; never beyond what can
 * be seen, also while a phone's keyboard covers half of it. The panel scrolls what does not fit.
 * @param {HTMLElement} panel
 * @param {{ getBoundingClientRect(): DOMRect }} anchor
 * @param {{ getBoundingClientRect(): DOMRect }} across which the panel spans
 * @param {number} [narrowest] width where the screen has it
 */
export function place(panel, anchor, across, narrowest = 280) {
  const box = anchor.getBoundingClientRect();
  const span = across.getBoundingClientRect();
  const { style } = panel;
  if (!TOP_LAYER) {
    style.top = `${box.bottom - (panel.offsetParent ?? anchor).getBoundingClientRect().top + GAP}px`;
    return;
  }
  const top = visualViewport?.offsetTop ?? 0;
  const bottom = top + (visualViewport?.height ?? innerHeight);
  const wide = /** @type {Element} */ (document.scrollingElement).clientWidth;
  const zoom = panel.currentCSSZoom ?? 1; // of a page that offers larger letters: lengths of styles count in it
  const px = (/** @type {number} */ length) => `${length / zoom}px`;
  const height = () => panel.getBoundingClientRect().height;
  const width = Math.min(Math.max(span.width, narrowest * zoom), wide - 2 * GAP);
  style.width = px(width);
  style.left = px(Math.max(Math.min(span.left, wide - width - GAP), GAP) + scrollX);
  style.maxHeight = "none";
  const below = bottom - box.bottom - 2 * GAP;
  const above = box.top - top - 2 * GAP;
  const upward = height() > below && above > below;
  style.maxHeight = px(Math.max(upward ? above : below, 0));
  style.top = px((upward ? box.top - GAP - height() : box.bottom + GAP) + scrollY);
}

/**
 * Whether a part of an element is cut off by one around it that hides what overflows and does not scroll.
 * @param {HTMLElement} element
 */
export function clipped(element) {
  const { bottom, right } = element.getBoundingClientRect();
  for (let outer = around(element); outer && outer !== document.body; outer = around(outer)) {
    const { overflowX, overflowY } = getComputedStyle(outer);
    const edge = outer.getBoundingClientRect();
    const hides = /hidden|clip/;
    if ((hides.test(overflowY) && bottom > edge.bottom + 1) || (hides.test(overflowX) && right > edge.right + 1)) return true;
  }
  return false;
}

/**
 * The element around another, out of shadow trees.
 * @param {Element} element
 * @returns {Element | null}
 */
function around(element) {
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
