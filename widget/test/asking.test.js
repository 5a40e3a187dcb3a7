import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = /** @type {any} */ ({ currentScript: { src: "http://tu.dien/sub/widget.js" } });
const { Asking, BASE, Refused, lookup } = await import("../src/api.js");

/** A server that answers by hand: requests wait in `asked` until their `answer` is called. */
function server() {
  /** @type {{ url: string, signal: AbortSignal, answer: (body: unknown, status?: number) => void }[]} */
  const asked = [];
  globalThis.fetch = /** @type {any} */ (
    (/** @type {URL} */ url, /** @type {{ signal: AbortSignal }} */ { signal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        asked.push({ url: String(url), signal, answer: (body, status = 200) => resolve(Response.json(body, { status })) });
      })
  );
  return asked;
}

/** What becomes of questions, in order. */
function listener() {
  /** @type {string[]} */
  const heard = [];
  return {
    heard,
    then: {
      loading: () => heard.push("loading"),
      slow: () => heard.push("slow"),
      answered: (/** @type {any} */ answer) => heard.push(answer.query),
      failed: (/** @type {any} */ error) => heard.push(`${error.name} ${error.status} ${error.detail}`),
    },
  };
}
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test("addresses stand below the script's own, and text is encoded", () => {
  assert.equal(BASE, "http://tu.dien/sub/");
  const asked = server();
  void lookup("a&b ế", "việt", 5, new AbortController().signal);
  assert.equal(asked[0].url, "http://tu.dien/sub/lookup?q=a%26b%20%E1%BA%BF&limit=5&dict=vi%E1%BB%87t");
});

test("only the newest question is heard of, and the earlier request is given up", async () => {
  const asked = server();
  const { heard, then } = listener();
  const asking = new Asking();
  asking.ask((signal) => lookup("a", "", 8, signal), then);
  asking.ask((signal) => lookup("ab", "", 8, signal), then);
  assert.ok(asked[0].signal.aborted && !asked[1].signal.aborted && asking.busy);
  asked[1].answer({ query: "ab", results: [] });
  asked[0].answer({ query: "a", results: [] });
  await settled();
  assert.deepEqual(heard, ["ab"]);
  assert.ok(!asking.busy);
});

test("what is stopped is never heard of", async () => {
  server();
  const { heard, then } = listener();
  const asking = new Asking();
  asking.ask((signal) => lookup("a", "", 8, signal), then);
  asking.stop();
  await settled();
  assert.deepEqual(heard, []);
  assert.ok(!asking.busy);
});

test("a refusal carries the service's sentence; an answer without results is a failure", async () => {
  const asked = server();
  const { heard, then } = listener();
  const asking = new Asking();
  asking.ask((signal) => lookup("a", "", 8, signal), then);
  asked[0].answer({ detail: "Từ quá dài." }, 400);
  await settled();
  asking.ask((signal) => lookup("a", "", 8, signal), then);
  asked[1].answer({});
  await settled();
  assert.deepEqual(heard, ["Error 400 Từ quá dài.", "Error 200 "]);
  assert.ok(new Refused(404) instanceof Error);
});

test("an answer that cannot be shown is a failure", async () => {
  const asked = server();
  const { heard, then } = listener();
  const answered = () => {
    throw new TypeError("entries is not iterable");
  };
  new Asking().ask((signal) => lookup("a", "", 8, signal), { ...then, answered });
  asked[0].answer({ results: [{}] });
  await settled();
  assert.match(heard[0], /^TypeError/);
});

test("a visitor hears after half a second, after three, and after fifteen", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  server();
  const { heard, then } = listener();
  new Asking().ask((signal) => lookup("a", "", 8, signal), then);
  context.mock.timers.tick(499);
  assert.deepEqual(heard, []);
  context.mock.timers.tick(1);
  context.mock.timers.tick(2500);
  assert.deepEqual(heard, ["loading", "slow"]);
  context.mock.timers.tick(12_000);
  await settled();
  assert.match(heard[2], /^AbortError/);
});
