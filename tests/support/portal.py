"""A portal's page as old content systems make it: one form around everything, styles for every element.

The form fires its default button on Enter, as WebForms does; the style sheet reaches for every element; a script
listens to every key of the document.
"""

from __future__ import annotations

HOSTILE_STYLE = """
* { letter-spacing: 5px !important; text-transform: uppercase !important; line-height: 1 !important; }
html { font-size: 62.5%; } body { color: lime; font: italic 9px Courier; text-align: center; direction: ltr; }
input, select, button { width: 20px !important; height: 9px !important; background: red !important; }
input { border: 5px dotted; }
ul, li, p, h2, h3, label, div, section, article { float: left; margin: 30px !important; color: yellow !important; }
mark, a { display: none !important; } [hidden] { display: block !important; }
"""


def webforms(widgets: str, script: str, *, style: str = "", column: str = "") -> str:
    """A whole page. widgets: what the editor pasted. script: address of widget.js. style: address of a style sheet."""
    link = f'<link rel="stylesheet" href="{style}">' if style else ""
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="vi"><head><meta charset="utf-8"><title>Cổng thông tin</title>{link}
<script src="/host.js"></script></head>
<body><form method="post" action="/submitted" id="aspnetForm">
<input type="hidden" name="__VIEWSTATE" value="x">
<h1>Cổng thông tin điện tử</h1>
<div id="column" class="{column}">{widgets}</div>
<input type="text" name="ctl00$search" id="hostsearch" aria-label="Tìm trên cổng">
<input type="submit" name="ctl00$go" value="Tìm">
</form><script src="{script}" defer></script></body></html>"""


HOST_SCRIPT = """
window.keys = [];
document.addEventListener('keydown', function (event) { window.keys.push(event.key); });
document.addEventListener('keypress', function (event) {
  if (event.keyCode === 13) document.getElementById('aspnetForm').submit();
});
"""

VOICES = """
const voice = { lang: "vi-VN", name: "thử" };
let voices = [voice];
const waiting = [];
window.spoken = [];
window.voicesCame = () => { voices = [voice]; waiting.forEach((act) => act()); };
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, addEventListener(_, act) { waiting.push(act); }, cancel() {},
  speak: (said) => window.spoken.push([said.text, said.lang]),
} });
"""
"""A script for Chromium, which has no voice when headless: this one is mute and keeps what it was asked to say."""
