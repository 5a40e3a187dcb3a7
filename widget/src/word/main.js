/* What can be done with an answer: hear its word, copy and share its address. For the widget, which loads this file with
   its first answer, and for the service's own pages. */

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = {
  d: "M4 9.500v5h3.500L12 19V5L7.500 9.500zM15.500 8.500a5 5 0 0 1 0 7M18 6a8.500 8.500 0 0 1 0 12",
  fill: "none", stroke: "currentColor", "stroke-width": "1.800", "stroke-linejoin": "round",
};

/**
 * @param {string} kind class
 * @param {string} text
 * @param {() => unknown} act
 */
function button(kind, text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function loudspeaker() {
  const picture = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  for (const [name, value] of Object.entries(DRAWN)) line.setAttribute(name, value);
  picture.append(line);
  return picture;
}

/**
 * A button after a word that speaks it, where the browser has a voice for its language: at once, or when it comes to know
 * its voices.
 * @param {Element} word
 * @param {string} language '' unknown
 * @param {string} label of the button, before the word
 */
export function offerVoice(word, language, label) {
  const speech = window.speechSynthesis;
  const primary = (/** @type {string} */ tag) => tag.toLowerCase().split(/[-_]/)[0];
  const text = word.textContent ?? "";
  const offer = () => {
    const voice = speech.getVoices().find(({ lang }) => primary(lang) === primary(language));
    if (!voice || !word.isConnected) return;
    speech.removeEventListener?.("voiceschanged", offer);
    const made = button("say", "", () => {
      const said = new SpeechSynthesisUtterance(text);
      said.voice = voice;
      said.lang = voice.lang;
      speech.cancel();
      speech.speak(said);
    });
    made.append(loudspeaker());
    made.setAttribute("aria-label", `${label}: ${text}`);
    word.after(made);
  };
  if (!speech || !language) return;
  speech.addEventListener("voiceschanged", offer);
  offer();
}

/**
 * Buttons that copy an address and hand it to the system's menu, as far as the browser can. Where copying is refused, the
 * address is shown instead.
 * @param {string} address
 * @param {string} title
 * @param {{ copy: string, copied: string, share: string }} words
 */
export function linkButtons(address, title, { copy, copied, share }) {
  const buttons = [];
  if (navigator.clipboard) {
    const made = button("quiet", copy, () => navigator.clipboard.writeText(address).then(
      () => (made.textContent = copied),
      () => {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = decodeURI(address);
        made.replaceWith(link);
        link.focus();
      }));
    made.setAttribute("aria-live", "polite");
    buttons.push(made);
  }
  if (navigator.share) {
    buttons.push(button("quiet", share, () => navigator.share({ title, url: address }).catch(() => {})));
  }
  return buttons;
}

/**
 * An answer of the widget with its buttons.
 * @param {{ row: HTMLElement, address: string, title: string, word: Element | null, language: Promise<string> }} answer
 * @param {import("../words.js").Words} t
 */
export function equip({ row, address, title, word, language }, t) {
  const words = { copy: t("Chép liên kết"), copied: t("Đã chép"), share: t("Chia sẻ") };
  row.append(...linkButtons(address, title, words));
  if (word) void language.then((known) => offerVoice(word, known, t("Nghe phát âm")));
}
