/* <tra-tu>: the dictionary's search box for any page.

   Promise: one classic script without dependencies; nothing inline, nothing evaluated, no markup parsed by the browser
   from a string, so that it works under a strict Content-Security-Policy (script-src and connect-src name this server)
   and with Trusted Types. Styles of the host page do not reach in. The keys that steer the list do not leave the box,
   so that a page-wide form is never submitted. Where anything fails, a sentence says so and offers a way on.

   Attributes: dict, theme, limit, definition, value (docs/widget.md). It knows only /lookup, /dictionaries and what
   their answers link to. */
(() => {
  "use strict";
  if (!window.customElements || customElements.get("tra-tu")) return;

  const script = document.currentScript || document.querySelector('script[src*="/widget"]');
  const BASE = new URL(".", (script && script.src) || location.href).href;
  const REST = 150; // ms after the last key
  const LOADING = 500;
  const SLOW = 3000;
  const LONGEST = 15000;
  const ALL = "Tất cả từ điển";
  const FAILED = "Chưa kết nối được với từ điển.";

  const CSS = `
:host{display:block;max-width:100%}
:host([hidden]){display:none}
:host([theme=light]){color-scheme:light}
:host([theme=dark]){color-scheme:dark}
:host([theme=auto]){color-scheme:light dark}
.root{all:initial;color-scheme:inherit;display:block;position:relative;box-sizing:border-box;text-align:start;
  font:400 clamp(16px,1rem,22px)/1.65 var(--tra-tu-font,system-ui,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif);
  overflow-wrap:break-word;color:var(--ink);
  --ink:#1d2327;--soft:#56606a;--line:#d5dade;--edge:#767f88;--paper:#fff;--tint:#eef4f4;
  --accent:var(--tra-tu-accent,#0b5d63);--on:#fff;
  --serif:ui-serif,Cambria,"Noto Serif","Times New Roman",serif}
@supports (color:light-dark(#000,#fff)){.root{
  --ink:light-dark(#1d2327,#e6e9eb);--soft:light-dark(#56606a,#a9b3bb);--line:light-dark(#d5dade,#3b444b);
  --edge:light-dark(#767f88,#7f8a93);--paper:light-dark(#fff,#15191c);--tint:light-dark(#eef4f4,#20292c);
  --accent:var(--tra-tu-accent,light-dark(#0b5d63,#7cccd0));--on:light-dark(#fff,#10191a)}}
*,::before,::after{box-sizing:border-box}
[hidden]{display:none!important}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.box{display:flex;flex-wrap:wrap;gap:.75em;align-items:flex-end}
.field{flex:1 1 9em;min-width:0}
.field.word{flex:3 1 15em}
label{display:block;font-weight:600;margin-bottom:.15em}
.line{display:flex;position:relative}
input,select,button{font:inherit;color:inherit;margin:0}
input,select{display:block;width:100%;min-width:0;height:2.9em;padding:0 .75em;background:var(--paper);
  border:1px solid var(--edge);border-radius:6px;appearance:none;text-overflow:ellipsis}
input{padding-right:2.6em;border-radius:6px 0 0 6px;border-right:0;font-size:1.0625em;height:2.73em}
select{padding-right:2em;background-image:linear-gradient(45deg,transparent 50%,var(--ink) 50%),
  linear-gradient(-45deg,transparent 50%,var(--ink) 50%);background-size:.36em .36em;
  background-position:right 1.1em center,right .74em center;background-repeat:no-repeat}
option{color:#1d2327;background:#fff}
.go{flex:none;height:2.9em;padding:0 1.25em;border:1px solid var(--accent);border-radius:0 6px 6px 0;
  background:var(--accent);color:var(--on);font-weight:600;cursor:pointer}
.go:hover{filter:brightness(1.12)}
.clear{position:absolute;z-index:2;right:0;top:0;width:2.75em;height:2.9em;padding:0;border:0;background:none;cursor:pointer;
  color:var(--soft)}
.clear svg{display:block;margin:auto;width:.8em;height:.8em;stroke:currentColor;stroke-width:2;stroke-linecap:round}
.type{position:relative;flex:1;min-width:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;position:relative;z-index:1}
input:focus-visible{outline-offset:-1px}
.clear:focus-visible{position:absolute;z-index:2;outline-offset:-5px}
.popup{position:absolute;inset:auto;left:0;right:0;margin:0;padding:.35em 0;border:1px solid var(--edge);
  border-radius:6px;background:var(--paper);color:inherit;box-shadow:0 6px 24px rgba(0,0,0,.16);z-index:1000;
  container-type:inline-size}
.note{margin:0;padding:.45em .9em;color:var(--soft)}
.acts{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 1.25em}
.note b{font-weight:600;color:var(--ink)}
[role=listbox]{list-style:none;margin:0;padding:0;max-height:min(28em,62vh);overflow-y:auto;overscroll-behavior:contain}
[role=option]{display:block;padding:.42em .9em;cursor:pointer;scroll-margin:.35em}
[role=option]:hover{background:var(--tint)}
[role=option][aria-selected=true]{background:var(--tint);box-shadow:inset 3px 0 var(--accent);
  outline:1px solid transparent;outline-offset:-1px}
.name{font-family:var(--serif);font-size:1.125em;line-height:1.5}
.gloss{display:block;color:var(--soft);font-size:.9375em;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
@container (min-width:32em){[role=option]{display:grid;grid-template-columns:minmax(8em,34%) 1fr;gap:1em;
  align-items:baseline}}
mark{background:none;color:var(--accent);font-weight:600;text-decoration:underline;text-decoration-thickness:1px;
  text-underline-offset:.28em;text-decoration-color:color-mix(in srgb,currentColor 45%,transparent)}
a{color:var(--accent);text-underline-offset:.2em}
a:hover{text-decoration-thickness:2px}
.quiet{border:0;padding:0;background:none;color:var(--accent);text-decoration:underline;text-underline-offset:.2em;
  cursor:pointer;text-align:start}
.answer>section{margin-top:1.25em}
h2{font:600 1.9em/1.45 var(--serif);margin:0}
h3{font-weight:600;font-size:.9375em;line-height:1.5;margin:0 0 .35em;color:var(--soft)}
article{padding:.9em 0 1em;border-top:1px solid var(--line);margin-top:.6em}
article+article{margin-top:0}
article>div>div+div{border-top:1px dotted var(--line);margin-top:1em;padding-top:.3em}
article p,article ol,article ul,article dl,blockquote,pre,table{margin:.3em 0}
.pos{font-weight:600;color:var(--accent);margin-top:.7em!important}
.pronunciation,.forms,.idiom+.note{color:var(--soft)}
.idiom{font-weight:600;margin-top:.7em!important}
ol.senses{padding-inline-start:1.6em;margin:.35em 0}
ol.senses:has(>li:only-child){list-style:none;padding-inline-start:0}
.senses>li{margin:.35em 0}
article .note,.see{padding:0;color:inherit}
.see{color:var(--soft)}
.example{margin:.2em 0!important;padding-inline-start:.9em;border-inline-start:2px solid var(--line)}
.example .translation{display:block;color:var(--soft)}
article ul,article ol:not(.senses){padding-inline-start:1.4em;list-style:revert}
table{border-collapse:collapse;display:block;overflow-x:auto}
td,th{border:1px solid var(--line);padding:.2em .6em;text-align:start}
pre{white-space:pre-wrap;font-family:inherit}
footer{font-size:.875em;color:var(--soft);margin-top:.7em}
@media (forced-colors:active){[role=option][aria-selected=true]{outline-color:Highlight}}
@media print{.box,.popup{display:none}}`;

  let sheet = null;
  try {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  } catch {
    sheet = null; // an old browser: a style element, which needs a page without a strict policy
  }

  /* Makes an element. Children that are strings become text, never markup. */
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const name in attributes) if (name !== "lang" || attributes[name]) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  };

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  /* The headword with the letters that were typed as <mark>: from its beginning, else from one of its syllables. */
  const marked = (word, query) => {
    const all = [...word];
    const at = [];
    let letters = "";
    all.forEach((char, place) => {
      for (const letter of fold(char).replace(/[^\p{L}\p{N}]/gu, "")) {
        letters += letter;
        at.push(place);
      }
    });
    const wanted = fold(query).replace(/[^\p{L}\p{N}]/gu, "");
    let from = wanted ? letters.indexOf(wanted) : -1;
    while (from > 0 && /[\p{L}\p{N}\p{M}]/u.test(all[at[from] - 1])) from = letters.indexOf(wanted, from + 1);
    if (from < 0) return [word];
    const end = at[from + wanted.length - 1] + 1;
    return [
      all.slice(0, at[from]).join(""),
      make("mark", {}, all.slice(at[from], end).join("")),
      all.slice(end).join(""),
    ].filter(Boolean);
  };

  /* Language of a piece of a definition: what the dictionary says, unless its letters say otherwise. */
  const VIETNAMESE = /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i;
  const language = (text, said) => {
    const words = text.split(/\s+/).filter(Boolean);
    const vietnamese = words.filter((word) => VIETNAMESE.test(word)).length;
    if (said !== "vi") return vietnamese * 3 > words.length ? "vi" : said;
    // eslint-disable-next-line no-control-regex
    return words.length > 1 && /[a-z]/i.test(text) && /^[\x00-\x7f‘’“”–…]*$/.test(text) ? "en" : "vi";
  };

  const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };
  const decoded = (text) =>
    text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name) => {
      if (name[0] !== "#") return ENTITIES[name] || whole;
      const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
      return code > 31 && code < 0x110000 ? String.fromCodePoint(code) : "";
    });
  const ALLOWED = new Set(
    "p ol ul li span b i em strong u s small sub sup code kbd q cite ruby rt rp bdi a div br hr dl dt dd blockquote pre table thead tbody tfoot tr td th caption h1 h2 h3 h4 h5 h6".split(" "),
  );
  const CLASSES = /^(senses|example|translation|pos|pronunciation|forms|idiom|note|see|text|headword)$/;

  /* Definition HTML as elements, made one by one from a short list of names; whatever else it holds stays text. */
  const article = (html, from, to) => {
    const top = make("div", {});
    const open = [top];
    for (const [token, close, name, rest] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>|[^<]+|</gi)) {
      const here = open[open.length - 1];
      const tag = name && name.toLowerCase();
      if (!tag) {
        here.append(decoded(token));
      } else if (!ALLOWED.has(tag)) {
        here.append(token);
      } else if (close) {
        const depth = open.map((one) => one.localName).lastIndexOf(tag);
        if (depth > 0) open.length = depth;
      } else {
        const element = make(tag, {});
        const kind = (/\sclass="([a-z]+)"/.exec(rest) || [])[1];
        const href = (/\shref="(https?:\/\/[^"]+)"/i.exec(rest) || [])[1];
        if (kind && CLASSES.test(kind)) element.className = kind;
        if (tag === "a" && href) {
          element.href = decoded(href);
          element.rel = "nofollow noopener";
        }
        here.append(element);
        if (tag !== "br" && tag !== "hr") open.push(element);
      }
    }
    for (const element of top.querySelectorAll("li,.example,.translation,.note,.text,.forms")) {
      const text = [...element.childNodes].filter((node) => node.nodeType === 3 || !/^(P|OL|UL)$/.test(node.nodeName));
      const said = element.className === "example" ? from : element.className === "forms" ? from : to;
      const lang = language(text.map((node) => (node.className === "translation" ? "" : node.textContent)).join(""), said);
      if (lang) element.lang = lang;
    }
    return top;
  };

  /* The dictionaries, asked once a page; asked again after a failure. */
  let asking = null;
  const dictionaries = () => {
    asking =
      asking ||
      fetch(BASE + "dictionaries", { credentials: "omit" })
        .then((reply) => (reply.ok ? reply.json() : Promise.reject(new Error(String(reply.status)))))
        .then((body) => body.dictionaries)
        .catch((error) => {
          asking = null;
          throw error;
        });
    return asking;
  };

  class TraTu extends HTMLElement {
    static get observedAttributes() {
      return ["dict"];
    }

    constructor() {
      super();
      const shadow = this.attachShadow({ mode: "open" });
      if (sheet) shadow.adoptedStyleSheets = [sheet];
      else shadow.append(make("style", {}, CSS));
      this.turn = 0; // of the last question; answers to earlier ones are ignored
      this.options = [];
      this.marked = -1;
      this.known = new Map();
      this.build(shadow);
    }

    build(shadow) {
      this.input = make("input", {
        id: "word", type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
        "aria-controls": "list", "aria-describedby": "hint", autocomplete: "off", autocorrect: "off",
        autocapitalize: "none", spellcheck: "false", enterkeyhint: "search", maxlength: "100",
      });
      const svg = (tag, attributes) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
        for (const name in attributes) element.setAttribute(name, attributes[name]);
        return element;
      };
      const cross = svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" });
      cross.append(svg("path", { d: "M1 1l10 10M11 1L1 11" }));
      this.clearing = make("button", { type: "button", class: "clear", "aria-label": "Xóa từ đang gõ" }, cross);
      this.clearing.hidden = true;
      const go = make("button", { type: "button", class: "go" }, "Tra");
      this.select = make("select", { id: "dictionary" }, make("option", { value: "" }, ALL));
      this.note = make("p", { class: "note" });
      this.list = make("ul", { id: "list", role: "listbox", "aria-label": "Các từ tìm được" });
      this.popup = make("div", { class: "popup" }, this.note, this.list);
      if (this.popup.showPopover) this.popup.setAttribute("popover", "manual");
      else this.popup.hidden = true;
      this.status = make("div", { class: "unseen", role: "status" });
      this.answer = make("div", { class: "answer" }, make("slot", { name: "answer" }));
      this.word = make("div", { class: "field word" },
        make("label", { for: "word" }, "Tra từ"),
        make("div", { class: "line" }, make("div", { class: "type" }, this.input, this.clearing), go));
      this.root = make("div", { class: "root", lang: "vi" },
        make("div", { class: "box" }, this.word,
          make("div", { class: "field" }, make("label", { for: "dictionary" }, "Từ điển"), this.select)),
        make("span", { id: "hint", class: "unseen" },
          "Gõ có dấu hoặc không dấu. Khi hiện danh sách, dùng phím mũi tên để chọn, Enter để xem nghĩa."),
        this.popup, this.status, this.answer);
      shadow.append(this.root);

      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("compositionend", () => this.typed());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("click", () => this.options.length && this.expand(true));
      this.root.addEventListener("focusout", (event) => {
        const next = event.relatedTarget;
        if (next !== this.input && !this.popup.contains(next)) this.expand(false);
      });
      // What is pressed in the list must not take the caret away; a link or button in it may.
      this.popup.addEventListener("mousedown", (event) => {
        if (!event.target.closest("a,button")) event.preventDefault();
      });
      this.list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.choose(this.options[[...this.list.children].indexOf(option)]);
      });
      this.clearing.addEventListener("click", () => this.clear());
      go.addEventListener("click", () => {
        this.input.focus();
        this.enter();
      });
      this.select.addEventListener("change", () => {
        this.remember(this.select.value);
        if (this.input.value.trim()) this.enter(true);
      });
      this.answer.addEventListener("click", (event) => {
        const word = event.target.closest(".quiet[data-word]");
        if (!word) return;
        this.input.value = word.dataset.word;
        this.enter(true);
      });
      // Keys pressed on buttons of the box stay here too; the page may hang a form's button on Enter.
      for (const kind of ["keydown", "keypress", "keyup"]) {
        this.root.addEventListener(kind, (event) => {
          if (/^(Enter|Escape|Arrow|Home|End)/.test(event.key) || event.keyCode === 13) event.stopPropagation();
        });
      }
    }

    connectedCallback() {
      this.moved = () => this.open && this.place();
      this.left = (event) => event.composedPath().includes(this) || this.expand(false);
      addEventListener("resize", this.moved);
      addEventListener("scroll", this.moved, true);
      addEventListener("pointerdown", this.left, true);
      this.fill();
      const value = this.getAttribute("value");
      if (value && !this.input.value) {
        this.input.value = value;
        if (!this.querySelector("[slot=answer]")) this.ask(true);
      }
      this.clearing.hidden = !this.input.value;
    }

    disconnectedCallback() {
      removeEventListener("resize", this.moved);
      removeEventListener("scroll", this.moved, true);
      removeEventListener("pointerdown", this.left, true);
      this.expand(false);
      this.stop();
    }

    attributeChangedCallback(name, before, after) {
      if (before === after || !this.isConnected) return;
      this.chosen = undefined;
      this.fill();
    }

    /* The select: filled when the list is there; before that, what is chosen counts all the same. */
    fill() {
      if (this.chosen === undefined) this.chosen = this.remembered();
      return dictionaries().then(
        (all) => {
          this.known = new Map(all.map((one) => [one.id, one]));
          this.select.replaceChildren(
            make("option", { value: "" }, ALL), ...all.map((one) => make("option", { value: one.id }, one.title)));
          if (!this.known.has(this.chosen)) this.chosen = "";
          this.select.value = this.chosen;
        },
        () => {}, // asked again with the next question
      );
    }

    get memory() {
      return "tra-tu.dict" + (this.getAttribute("dict") ? ":" + this.getAttribute("dict") : "");
    }

    remembered() {
      let last = null;
      try {
        last = localStorage.getItem(this.memory);
      } catch {
        /* storage is closed to this page */
      }
      return last === null ? this.getAttribute("dict") || "" : last;
    }

    remember(id) {
      this.chosen = id;
      try {
        localStorage.setItem(this.memory, id);
      } catch {
        /* then it is not remembered */
      }
    }

    typed() {
      this.wanted = false;
      this.clearing.hidden = !this.input.value;
      if (this.input.value === this.asked) return;
      this.stop();
      if (!this.input.value.trim()) {
        this.show([]);
        this.expand(false);
        this.say("");
        return;
      }
      this.timer = setTimeout(() => this.ask(), REST);
    }

    /* Forget the question on its way. */
    stop() {
      this.turn++;
      this.asked = null;
      clearTimeout(this.timer);
      clearTimeout(this.late);
      clearTimeout(this.later);
      if (this.request) this.request.abort();
      this.request = null;
    }

    key(event) {
      if (event.isComposing || event.keyCode === 229) return;
      const last = this.options.length - 1;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (event.altKey) this.expand(step > 0 && (last >= 0 || !this.note.hidden));
        else if (last >= 0) {
          const next = this.open ? this.marked + step : step > 0 ? 0 : last;
          this.expand(true);
          this.mark(next > last ? 0 : next < 0 ? last : next);
        } else if (this.input.value.trim() && !this.request) this.ask();
      } else if (event.key === "Enter") {
        event.preventDefault();
        this.enter();
      } else if (event.key === "Escape") {
        if (this.open) {
          event.preventDefault();
          this.expand(false);
        } else if (this.input.value) {
          event.preventDefault();
          this.clear();
        }
      } else if (/^(Home|End|ArrowLeft|ArrowRight)$/.test(event.key)) this.mark(-1);
    }

    clear() {
      this.input.value = "";
      this.typed();
      this.input.focus();
    }

    /* Enter: the marked option; else the first whole hit; else the list. fresh: ask even what was asked already. */
    enter(fresh) {
      if (!fresh && this.open && this.marked >= 0) return this.choose(this.options[this.marked]);
      if (!this.input.value.trim()) return this.say("Hãy gõ từ cần tra.");
      if (!fresh && this.asked === this.input.value && this.result) return this.settle();
      this.ask(true);
    }

    settle() {
      this.wanted = false;
      const whole = this.result.results.find((one) => one.whole);
      if (whole) this.choose(whole);
      else this.expand(true);
    }

    ask(wanted) {
      this.stop();
      this.wanted = Boolean(wanted);
      this.result = null;
      const turn = this.turn;
      const text = (this.asked = this.input.value);
      const limit = Math.min(Math.max(parseInt(this.getAttribute("limit"), 10) || 8, 1), 50);
      let address = `${BASE}lookup?q=${encodeURIComponent(text)}&limit=${limit}`;
      if (this.chosen) address += `&dict=${encodeURIComponent(this.chosen)}`;
      if (!this.known.size) this.fill();
      const request = (this.request = new AbortController());
      this.late = setTimeout(() => this.options.length || this.tell("Đang tra…"), LOADING);
      this.later = setTimeout(() => this.slow(), SLOW);
      const last = setTimeout(() => request.abort(), LONGEST);
      fetch(address, { signal: request.signal, credentials: "omit" })
        .then((reply) => reply.json().then((body) => {
          if (!reply.ok) throw Object.assign(new Error(), { detail: body.detail, status: reply.status });
          if (!Array.isArray(body.results)) throw new Error();
          return body;
        }))
        .then(
          (body) => turn === this.turn && this.answered(body),
          (error) => turn === this.turn && this.failed(error),
        )
        .finally(() => clearTimeout(last));
    }

    answered(body) {
      this.settled();
      this.result = body;
      const found = body.results.length;
      const offered = found ? body.results : body.suggestions || [];
      this.show(offered);
      if (found) {
        this.tell("");
        this.say(body.more ? `Hiện ${found} kết quả đầu tiên; gõ thêm để thu hẹp. Dùng phím mũi tên để chọn.`
          : `Có ${found} kết quả. Dùng phím mũi tên để chọn.`);
      } else {
        const parts = ["Không tìm thấy “", make("b", {}, body.query.trim()), "”"];
        if (this.chosen) parts.push(" trong từ điển này");
        parts.push(offered.length ? ". Có phải bạn muốn tra:" : ". Hãy kiểm tra chính tả, gõ không dấu hoặc gõ ít chữ hơn.");
        if (this.chosen) {
          parts.push(this.acts(this.button("Tìm trong tất cả từ điển", () => {
            this.select.value = "";
            this.remember("");
            this.input.focus();
            this.ask();
          })));
        }
        this.tell(...parts);
        this.say(`Không tìm thấy “${body.query.trim()}”. ` +
          (offered.length ? `Có ${offered.length} từ gần giống; dùng phím mũi tên để chọn.` : ""));
      }
      if (this.wanted) this.settle();
      else this.expand(this.focused());
    }

    failed(error) {
      this.settled();
      if (error.status === 404 && this.chosen) {
        // The dictionary is gone: all of them then.
        this.select.value = this.chosen = "";
        asking = null;
        this.known.clear();
        return this.ask(this.wanted);
      }
      const wanted = this.wanted;
      this.asked = null; // so that Enter asks again
      this.show([]);
      this.tell(
        error.detail || (navigator.onLine === false ? "Thiết bị chưa có kết nối mạng." : FAILED),
        this.acts(this.again(wanted),
          make("a", { href: `${BASE}?q=${encodeURIComponent(this.input.value)}` }, "Mở trang từ điển")));
      this.say(error.detail || `${FAILED} Nhấn Enter để thử lại.`);
    }

    slow() {
      this.tell("Từ điển trả lời chậm, xin chờ thêm.", this.acts(this.again(this.wanted)));
      this.say("Từ điển trả lời chậm, xin chờ thêm.");
    }

    settled() {
      clearTimeout(this.late);
      clearTimeout(this.later);
      this.request = null;
    }

    focused() {
      return this.shadowRoot.activeElement === this.input;
    }

    button(text, act) {
      const button = make("button", { type: "button", class: "quiet" }, text);
      button.addEventListener("click", act);
      return button;
    }

    again(wanted) {
      return this.button("Thử lại", () => {
        this.input.focus();
        this.ask(wanted);
      });
    }

    acts(...children) {
      return make("span", { class: "acts" }, ...children);
    }

    /* The sentence above the list. */
    tell(...parts) {
      this.note.replaceChildren(...parts);
      this.note.hidden = !parts[0];
      if (parts[0]) this.expand(this.open || this.focused() || this.wanted);
    }

    /* To screen readers, after a moment so that it does not cut off what they read of the typing. */
    say(text) {
      clearTimeout(this.speaking);
      this.speaking = setTimeout(() => {
        this.status.textContent = text + (text && text === this.status.textContent ? "\u00a0" : "");
      }, 400);
    }

    show(offered) {
      this.options = offered;
      this.note.hidden = true;
      this.list.replaceChildren(...offered.map((one, at) => {
        const first = one.entries[0] || {};
        const about = this.known.get(first.dictionary) || {};
        return make("li", { role: "option", id: "o" + at, "aria-selected": "false" },
          make("span", { class: "name", lang: about.from || "" }, ...marked(one.headword, this.input.value)), " ",
          make("span", { class: "gloss", lang: language(first.gloss || "", about.to || "") }, first.gloss || ""));
      }));
      this.list.hidden = !offered.length;
      this.mark(-1);
    }

    mark(at) {
      const before = this.list.children[this.marked];
      if (before) before.setAttribute("aria-selected", "false");
      this.marked = at;
      const option = this.list.children[at];
      if (!option) return this.input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    get open() {
      return this.input.getAttribute("aria-expanded") === "true";
    }

    expand(open) {
      open = Boolean(open) && this.isConnected && (this.options.length > 0 || !this.note.hidden);
      this.input.setAttribute("aria-expanded", String(open));
      if (!open) this.mark(-1);
      if (!this.popup.showPopover) this.popup.hidden = !open;
      else if (open !== this.popup.matches(":popover-open")) this.popup[open ? "showPopover" : "hidePopover"]();
      if (open) this.place();
    }

    /* In the top layer nothing clips the list, so it is put under the box by hand. */
    place() {
      const box = this.root.getBoundingClientRect();
      const line = this.word.getBoundingClientRect();
      const wide = document.documentElement.clientWidth;
      const style = this.popup.style;
      if (!this.popup.showPopover) {
        style.top = `${line.bottom - box.top + 4}px`;
        return;
      }
      const width = Math.min(Math.max(box.width, 300), wide - 8);
      style.width = `${width}px`;
      style.left = `${Math.max(Math.min(box.left, wide - width - 4), 4) + scrollX}px`;
      style.right = "auto";
      style.top = `${line.bottom + scrollY + 4}px`;
    }

    choose(result) {
      this.stop();
      this.wanted = false;
      this.expand(false);
      this.input.value = this.asked = result.headword;
      this.clearing.hidden = false;
      this.result = { results: [Object.assign({}, result, { whole: true })] };
      this.show([]);
      const name = (this.known.get((result.entries[0] || {}).dictionary) || {}).from || "";
      const card = make("section", { "aria-label": `Nghĩa của ${result.headword}` },
        make("h2", { lang: name }, result.headword), ...result.entries.map((one) => this.entry(one)));
      this.answer.replaceChildren(card);
      this.say(`Nghĩa của ${result.headword} ở bên dưới.`);
      this.dispatchEvent(new CustomEvent("tra-tu", { bubbles: true, composed: true, detail: { headword: result.headword } }));
    }

    /* One dictionary's part of the answer. */
    entry(one) {
      const about = this.known.get(one.dictionary) || { title: one.dictionary };
      const body = make("div", {}, make("p", { lang: language(one.gloss, about.to || "") }, one.gloss));
      const brief = this.getAttribute("definition") === "link";
      const foot = make("footer", {}, this.page(one, brief ? "Xem nghĩa đầy đủ" : "Trang của từ này"));
      const part = make("article", {}, make("h3", {}, about.title), body, foot);
      if (!brief) this.load(one, body, foot);
      return part;
    }

    page(one, text) {
      return make("a", { href: new URL(one.page, BASE).href }, text);
    }

    load(one, body, foot) {
      const request = new AbortController();
      const last = setTimeout(() => request.abort(), LONGEST);
      body.setAttribute("aria-busy", "true");
      fetch(new URL(one.href, BASE).href, { signal: request.signal, credentials: "omit" })
        .then((reply) => (reply.ok ? reply.json() : Promise.reject(new Error())))
        .then((found) => {
          const about = found.dictionary;
          body.replaceChildren(...found.entries.map((text) => {
            const shown = article(text.html, about.from, about.to);
            for (const word of shown.querySelectorAll(".see .headword")) {
              word.replaceChildren(...word.textContent.split("; ").flatMap((name, at) => {
                const button = make("button", { type: "button", class: "quiet", "data-word": name, lang: about.from }, name);
                return at ? ["; ", button] : [button];
              }));
            }
            return shown;
          }));
          const said = [];
          if (about.source) said.push("Nguồn: ", this.linked(about.source), ". ");
          if (about.licence) said.push("Giấy phép: ", this.linked(about.licence), ". ");
          foot.replaceChildren(...said, this.page(one, "Trang của từ này"));
        })
        .catch(() => {
          foot.replaceChildren("Chưa tải được toàn bộ phần nghĩa. ",
            this.button("Thử lại", () => this.load(one, body, foot)), " ", this.page(one, "Mở trang của từ này"));
        })
        .finally(() => {
          clearTimeout(last);
          body.removeAttribute("aria-busy");
        });
    }

    linked(text) {
      return /^https?:\/\//.test(text) ? make("a", { href: text, rel: "noopener" }, text.replace(/^https?:\/\//, "")) : text;
    }
  }

  customElements.define("tra-tu", TraTu);
})();
