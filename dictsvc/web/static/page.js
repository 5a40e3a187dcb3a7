/* The service's own pages, beside the widget: each look-up in the box gets an address and a title of its own, so that
   Back, Reload and a shared address show it again; `/` goes to the box; a word can be heard where the browser has a
   voice for its language; the permanent link can be copied or shared; looked-up words are remembered on this machine by
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

  /* The widget says which headword it shows; the server shows the same for the address that is made here. */
  document.addEventListener("tra-tu", (event) => {
    const host = /** @type {Element} */ (event.target);
    const form = host.querySelector && host.querySelector("form.search");
    if (!form || host.closest("[data-sample]")) return;
    const headword = /** @type {CustomEvent<{ headword: string }>} */ (event).detail.headword;
    remember(headword);
    const box = boxOf(host);
    const select = host.shadowRoot?.querySelector("select");
    const address = addressOf(form, (box && box.value) || headword);
    if (select && select.value) address.searchParams.set("dict", select.value);
    if (address.href === location.href) return;
    history.pushState({ word: headword }, "", address);
    document.title = `${headword} – ${document.title.split(" – ").pop()}`;
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

  /* A speaker beside a headword, where there is a voice for its language. */
  const NS = "http://www.w3.org/2000/svg";
  const speaker = () => {
    const picture = document.createElementNS(NS, "svg");
    const line = document.createElementNS(NS, "path");
    picture.setAttribute("viewBox", "0 0 24 24");
    picture.setAttribute("aria-hidden", "true");
    line.setAttribute("d", "M4 9.500v5h3.500L12 19V5L7.500 9.500zM15.500 8.500a5 5 0 0 1 0 7M18 6a8.500 8.500 0 0 1 0 12");
    const drawn = { fill: "none", stroke: "currentColor", "stroke-width": "1.800", "stroke-linejoin": "round" };
    for (const [name, value] of Object.entries(drawn)) line.setAttribute(name, value);
    picture.append(line);
    return picture;
  };
  const offerVoices = () => {
    /** @type {NodeListOf<HTMLElement>} */
    const words = document.querySelectorAll("[data-say]:not([data-heard])");
    for (const word of words) {
      const language = (word.dataset.say || "").toLowerCase().split("-")[0];
      const voice = speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().split(/[-_]/)[0] === language);
      if (!language || !voice) continue;
      word.dataset.heard = "";
      const text = word.textContent || "";
      const made = button("say", "", () => {
        const speech = new SpeechSynthesisUtterance(text);
        speech.voice = voice;
        speech.lang = voice.lang;
        speechSynthesis.cancel();
        speechSynthesis.speak(speech);
      });
      made.append(speaker());
      made.setAttribute("aria-label", `${said.listen}: ${text}`);
      word.after(made);
    }
  };
  if (window.speechSynthesis) {
    offerVoices();
    speechSynthesis.addEventListener("voiceschanged", offerVoices);
  }

  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.address"));
  if (link && navigator.share) {
    link.after(" ", button("quiet", said.share, () => navigator.share({ title: document.title, url: link.href }).catch(() => {})));
  }
  if (link && navigator.clipboard) {
    const copy = button("quiet", said.copy, () => navigator.clipboard.writeText(link.href).then(
      () => { copy.textContent = said.copied || ""; },
      () => copy.remove()));
    copy.setAttribute("aria-live", "polite");
    link.after(" ", copy);
  }

  const shown = document.querySelector("[data-say]");
  if (shown) remember(shown.textContent);
  showRecent();
})();
