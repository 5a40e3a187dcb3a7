/* `node build.js` writes the one file that pages load; `--check` only says whether it is what the source makes. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const TARGET = ["chrome105", "firefox110", "safari16.4"];
const LARGEST = 13_000; // bytes of the first file, compressed
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/* Style sheets as text, made small; colours and selectors stay as written, for browsers of every age. */
const styles = {
  name: "styles",
  /** @param {import("esbuild").PluginBuild} hooks */
  setup(hooks) {
    hooks.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: (await transform(await readFile(path, "utf8"), { loader: "css", minify: true })).code.trim(),
      loader: /** @type {const} */ ("text"),
    }));
  },
};

/** @param {string} entry */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [here(entry)],
    bundle: true,
    write: false,
    format: "iife",
    minify: true,
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    banner: { js: "/* <tra-tu>, made from widget/src by esbuild; see docs/widget.md. MIT licence. */" },
    plugins: [styles],
  });
  return Buffer.from(outputFiles[0].contents);
}

const FILES = { "src/main.js": "../dictsvc/web/static/widget.js" };
let wrong = false;
for (const [entry, output] of Object.entries(FILES)) {
  const made = await bundle(entry);
  const size = gzipSync(made, { level: 9 }).length;
  if (size > LARGEST) {
    console.error(`${output}: ${size} bytes compressed, more than ${LARGEST}`);
    wrong = true;
  }
  if (!process.argv.includes("--check")) {
    await writeFile(here(output), made);
    console.log(`${output}: ${made.length} bytes, ${size} compressed`);
  } else if (!made.equals(await readFile(here(output)).catch(() => Buffer.alloc(0)))) {
    console.error(`${output} is not what widget/src makes; run: make widget`);
    wrong = true;
  }
}
process.exitCode = wrong ? 1 : 0;
