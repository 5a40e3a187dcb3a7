/* `node build.js` writes the files that pages load; `--check` only says whether they are what the source makes. */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const TARGET = ["chrome105", "firefox110", "safari16.4"];
const LARGEST = 13_000; // bytes of a file, compressed
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

/**
 * @param {string} entry
 * @param {import("esbuild").BuildOptions} wishes
 */
async function bundle(entry, wishes) {
  const { outputFiles } = await build({
    entryPoints: [here(entry)],
    bundle: true,
    write: false,
    minify: true,
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    banner: { js: "/* <tra-tu>, made from widget/src by esbuild; see docs/widget.md. MIT licence. */" },
    plugins: [styles],
    ...wishes,
  });
  return Buffer.from(outputFiles[0].contents);
}

const page = await bundle("src/page/main.js", { format: "esm" });
const word = await bundle("src/word/main.js", { format: "esm" });
const english = await bundle("src/english.js", { format: "esm" });
/**
 * Where the service has a file, by the name that it gives to its version.
 * @param {string} name
 * @param {Buffer} file
 */
const address = (name, file) =>
  JSON.stringify(`static/${name}?v=${createHash("sha384").update(file).digest("hex").slice(0, 12)}`);
const first = await bundle("src/main.js", {
  format: "iife",
  define: {
    PAGE_FILE: address("widget-page.js", page),
    WORD_FILE: address("widget-word.js", word),
    ENGLISH_FILE: address("widget-english.js", english),
  },
});

let wrong = false;
for (const [name, made] of Object.entries({ "widget.js": first, "widget-page.js": page, "widget-word.js": word, "widget-english.js": english })) {
  const output = here(`../dictsvc/web/static/${name}`);
  const size = gzipSync(made, { level: 9 }).length;
  if (size > LARGEST) {
    console.error(`${name}: ${size} bytes compressed, more than ${LARGEST}`);
    wrong = true;
  }
  if (!process.argv.includes("--check")) {
    await writeFile(output, made);
    console.log(`${name}: ${made.length} bytes, ${size} compressed`);
  } else if (!made.equals(await readFile(output).catch(() => Buffer.alloc(0)))) {
    console.error(`${name} is not what widget/src makes; run: make widget`);
    wrong = true;
  }
}
process.exitCode = wrong ? 1 : 0;
