/* The second file: words of the host page. Loaded by a widget whose tag has `select` or `explain`. */
import { Card } from "./card.js";
import { explain } from "./explain.js";
import { offerSelection } from "./select.js";

/**
 * @param {import("../element.js").Kit} kit
 * @param {AbortSignal} signal ends it, and puts the page back as it was
 */
export function readPage(kit, signal) {
  const { host } = kit;
  const card = new Card(kit, signal);
  if (host.hasAttribute("select")) offerSelection(kit, card, signal);
  const selector = host.getAttribute("explain");
  if (selector) void explain(kit, card, selector, host.getAttribute("dict") ?? "", signal).catch(() => {});
}
