/* The service's own pages, beside the widget: each look-up in the box gets an address and a title of its own, so that
   Back, Reload and a shared address show it again, and `/` goes to the box. The pages work without it. */
(() => {
  "use strict";

  const boxOf = (host) => host.shadowRoot && host.shadowRoot.querySelector("input");

  /* The widget says which headword it shows; the server shows the same for the address that is made here. */
  document.addEventListener("tra-tu", (event) => {
    const host = event.target;
    const form = host.querySelector && host.querySelector("form.search");
    if (!form || host.closest("[data-sample]")) return;
    const box = boxOf(host);
    const select = host.shadowRoot.querySelector("select");
    const headword = event.detail.headword;
    const address = new URL(form.getAttribute("action"), location.href);
    const language = form.querySelector("[name=lang]");
    if (language) address.searchParams.set("lang", language.value);
    address.searchParams.set("q", (box && box.value) || headword);
    if (select && select.value) address.searchParams.set("dict", select.value);
    if (address.href === location.href) return;
    history.pushState({ word: headword }, "", address);
    document.title = `${headword} – ${document.title.split(" – ").pop()}`;
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
})();
