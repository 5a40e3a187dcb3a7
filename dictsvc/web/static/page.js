/* The service's own pages, beside the widget: each look-up in the box gets an address and a title of its own, so that
   Back, Reload and a shared address show it again; `/` goes to the box; looked-up words are remembered on this machine by
   those who ask for it. The pages work without any of it. Sentences come from the tag of this script, in the language of
   the page. */
(() => {
  "use strict";

  const said = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;

  /** @param {Element} host */
  const boxOf = (host) => host.shadowRoot && host.shadowRoot.querySelector("input");

  /** @param {string} kind @param {string | undefined} text @param {() => unknown} act */
  const button = (kind, text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.textContent = text || "";
    made.addEventListener("click", act);
    return made;
  };

  /* Recent look-ups: kept by this browser alone, newest first, and only after somebody has asked for it. */
  const RECENT = "tra-tu.recent";
  const MOST = 12;
  /** @returns {string[] | null} what is remembered; null where nobody has asked for it */
  const recent = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(RECENT) || "null");
      return Array.isArray(kept) ? kept.filter((word) => typeof word === "string").slice(0, MOST) : null;
    } catch {
      return null;
    }
  };
  /** @param {string[] | null} words */
  const keep = (words) => {
    try {
      if (words) localStorage.setItem(RECENT, JSON.stringify(words.slice(0, MOST)));
      else localStorage.removeItem(RECENT);
    } catch {
      /* storage is closed to this page */
    }
  };
  /** @param {string | null} word */
  const remember = (word) => {
    const words = recent();
    if (words && word) keep([word, ...words.filter((one) => one !== word)]);
  };

  /** @param {Element} form @param {string} text */
  const addressOf = (form, text) => {
    const address = new URL(form.getAttribute("action") || "", location.href);
    const language = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=lang]"));
    if (language) address.searchParams.set("lang", language.value);
    address.searchParams.set("q", text);
    return address;
  };

  const showRecent = () => {
    const place = /** @type {HTMLElement | null} */ (document.querySelector("section.recent"));
    const form = document.querySelector("form.search");
    if (!place || !form) return;
    const words = recent();
    place.replaceChildren();
    place.hidden = false;
    /** @param {string[] | null} next */
    const change = (next) => () => {
      keep(next);
      showRecent();
      place.querySelector("button")?.focus();
    };
    if (!words) return place.append(button("quiet", said.remember, change([])));
    const title = document.createElement("h2");
    title.textContent = said.recent || "";
    const list = document.createElement("ul");
    for (const word of words) {
      const link = document.createElement("a");
      link.href = addressOf(form, word).href;
      link.lang = "vi";
      link.textContent = word;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    place.append(title, list, button("quiet", said.forget, change(null)));
  };

  /* The widget says which headword it shows, or which sentence; the server shows the same for the address that is made here. */
  document.addEventListener("tra-tu", (event) => {
    const host = /** @type {Element} */ (event.target);
    const form = host.querySelector && host.querySelector("form.search");
    if (!form || host.closest("[data-sample]")) return;
    const { headword, text } = /** @type {CustomEvent<{ headword: string, text: string }>} */ (event).detail;
    remember(headword);
    const select = host.shadowRoot?.querySelector("select");
    const address = addressOf(form, text);
    if (select && select.value) address.searchParams.set("dict", select.value);
    if (address.href === location.href) return;
    history.pushState({}, "", address);
    document.title = `${headword || text} – ${document.title.split(" – ").pop()}`;
  });

  // The other way to ask takes along what stands in the box by now.
  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest("a[data-asks]") : null;
    const link = /** @type {HTMLAnchorElement | null} */ (pressed);
    const host = document.querySelector("tra-tu");
    const box = host && boxOf(host);
    if (!link || !box || !box.value.trim()) return;
    const address = new URL(link.href);
    address.searchParams.set("q", box.value);
    link.href = address.href;
  });

  // The address is another one, so is the page: the server has it, with the word, its readings and its place.
  addEventListener("popstate", () => location.reload());

  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const [inside] = event.composedPath();
    if (inside instanceof Element && inside.matches("input,select,textarea,[contenteditable]")) return;
    const host = document.querySelector("tra-tu");
    const box = host && (boxOf(host) || host.querySelector("input"));
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  /* A word can be heard, its address copied and shared: by the file that does the same for the widget. */
  const word = /** @type {HTMLElement | null} */ (document.querySelector("[data-say]"));
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.address"));
  if (link) link.textContent = decodeURI(link.href); // a server that is not told its name has no more than the path
  if (word || link) {
    import(said.word || "").then((tools) => {
      const { copy, copied, share, listen } = said;
      if (word) tools.offerVoice(word, word.dataset.say, listen);
      if (link) document.querySelector("footer .acts")?.prepend(...tools.linkButtons(link.href, document.title, { copy, copied, share }));
    }, () => {});
  }

  // Code to embed, with a button that copies it; where that is refused, it is selected.
  for (const code of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("pre[data-copy]"))) {
    if (!navigator.clipboard) break;
    const made = button("quiet", code.dataset.copy, () => navigator.clipboard.writeText(code.textContent || "").then(() => {
      made.textContent = said.copied || "";
      made.removeAttribute("aria-label");
    }, () => getSelection()?.selectAllChildren(code)));
    made.setAttribute("aria-label", `${code.dataset.copy}: ${code.getAttribute("aria-label")}`);
    made.setAttribute("aria-live", "polite");
    code.after(made);
  }

  if (word) remember(word.textContent);
  showRecent();
})();
