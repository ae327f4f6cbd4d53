import fc from "fast-check";
import { BlockSearch } from "../../../lib/redaction/blocks";
import { createMachine } from "../../../lib/redaction/machine";
import { Screen } from "../../../lib/redaction/screen";
import { ENCODINGS } from "../../support/encodings";
import { isFull, SEED } from "../../support/full";

/* The screen clears blocks that need no search. What it clears, a search of everything must find nothing in. */

const RUNS = isFull ? 5_000 : 100;
const VALUE = "canary-9f8e/7d c&5b='4a\"3?";
const machine = createMachine([VALUE]);
const everything = new (class extends Screen {
  override mayHold() {
    return true;
  }
})(machine);

/** Where the value is found; the same place may be found several times. */
function search(text: string, screen: Screen): string[] {
  const { matches } = new BlockSearch(machine, screen, [{ text: VALUE, path: [] }], Buffer.from(text), true).findings();
  return [...new Set(matches.map(({ start, end }) => `${start} to ${end}`))];
}

const FILLERS = [
  "2026-11-12T02:33:44Z INFO [worker-3] GET /api/v1/users/1234/items?page=20&sort=asc 200 13ms - id=deadbeef\n",
  `${JSON.stringify({ level: 30, msg: 'the "user" said:\n  at pool (/srv/app/lib/pool.js:20:12)' })}\n`,
  'function e(t,n){return t.a===12?n(503,"\\n\\u2026"):t[n]%10}',
  "<p class=&quot;a&quot;>it&#39;s &lt;b&gt;bold&lt;/b&gt;</p>\n",
  `${encodeURIComponent("https://example.com/a b?q=1&r=2")}\n`,
  `${Buffer.from(Array.from({ length: 57 }, (_, index) => (index * 151) % 256)).toString("base64")}\n`,
  "00000010  3f 8a 1c 00 d2 45 99 ee  01 02 03 04 a0 b0 c0 d0  |?....E..........|\n",
];
const filler = fc.tuple(fc.constantFrom(...FILLERS), fc.integer({ min: 1, max: 25 })).map(([text, count]) => text.repeat(count));
const hidden = fc
  .tuple(fc.array(fc.constantFrom(...Object.keys(ENCODINGS)), { maxLength: 3 }), fc.integer({ min: 4, max: VALUE.length }))
  .map(([names, length]) => names.reduce((text, name) => ENCODINGS[name]?.(text) ?? text, VALUE.slice(0, length)));
const whole = fc
  .array(fc.constantFrom(...Object.keys(ENCODINGS)), { maxLength: 3 })
  .map((names) => names.reduce((text, name) => ENCODINGS[name]?.(text) ?? text, VALUE));

describe("the screen", () => {
  it("clears no block in which a search finds a value", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(filler, hidden, whole), { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.join("");
        expect(search(text, new Screen(machine))).toEqual(search(text, everything));
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
  });

  it.each(FILLERS)("clears ordinary text: %s", (text) => {
    const bytes = Buffer.from(text.repeat(40));
    expect(new Screen(machine).mayHold(bytes, 0, bytes.length)).toBe(false);
  });
});
