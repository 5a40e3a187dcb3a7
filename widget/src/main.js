/* The widget's script: one classic script without dependencies; nothing inline, nothing evaluated, no markup parsed by
   the browser from a string, so that it works under a strict Content-Security-Policy (script-src and connect-src name
   this server) and with Trusted Types. */
import { TraTu } from "./element.js";

if (!customElements.get("tra-tu")) customElements.define("tra-tu", TraTu);
