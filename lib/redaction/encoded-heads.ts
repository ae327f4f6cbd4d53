import { BASE64 } from "./runs";
import { MIN_LENGTH } from "./telling";

/** How SQL, CSV, YAML, and shells write a quote: twice, as `'\\''` (here with the backslash decoded), or as `'"'"'`. */
const QUOTED = ["$&$&", "$&$&$&", `$&"'"'`];

const BASE64URL = BASE64.replace("+/", "-_");
const HEX = "0123456789abcdef";
/** The bits of the first byte that belong to the letter before, in base64 after no, one, or two other bytes. */
const SHIFTS = [0, 4, 2];

/**
 * Calls `onHead` with the first six bytes of the encoded forms of a pattern: in hex, in base64 and base64url after no, one, or two other
 * bytes, and in languages that write a quote as several. It is the same array each time, because many values have millions of forms.
 */
export function eachEncodedHead(pattern: string, onHead: (head: Uint8Array) => void): void {
  const head = pattern.slice(0, MIN_LENGTH);
  for (const text of head.includes(" ") ? [head, head.replaceAll(" ", "+")] : [head]) {
    for (const digits of [HEX, HEX.toUpperCase()]) {
      for (let at = 0; at < MIN_LENGTH; at++) out[at] = digits.charCodeAt(bitsAt(text, at * 4, 4));
      onHead(out);
    }
    for (const letters of [BASE64, BASE64URL]) {
      for (const shift of SHIFTS) {
        for (let at = 0; at < MIN_LENGTH; at++) out[at] = letters.charCodeAt(bitsAt(text, shift + at * 6, 6));
        onHead(out);
      }
    }
  }
  for (const quote of ["'", '"', "`"]) {
    if (!head.includes(quote)) continue;
    for (const form of QUOTED) onHead(Buffer.from(head.replaceAll(quote, form).slice(0, MIN_LENGTH), "latin1"));
  }
}

const out = new Uint8Array(MIN_LENGTH);

const BREAKS = ["\n", "\r\n", "\n\n"];
const INDENTATIONS = ["", ...[" ", "\t"].flatMap((blank) => [1, 2, 3, 4, 5].map((count) => blank.repeat(count)))];

/** The same for the forms in lines: other line breaks, indentation after them, and a line break in the place of a space. */
export function eachHeadInLines(pattern: string, onHead: (head: Uint8Array) => void): void {
  const head = pattern.slice(0, MIN_LENGTH);
  if (!/[ \n]/.test(head)) return;
  for (const end of BREAKS) {
    for (const blanks of INDENTATIONS) {
      const lines = head.replaceAll("\n", end + blanks);
      for (let at = lines.length; at > 0; at = lines.lastIndexOf(" ", at - 1)) {
        const form = at === lines.length ? lines : lines.slice(0, at) + end + blanks + lines.slice(at + 1);
        onHead(Buffer.from(form.slice(0, MIN_LENGTH), "latin1"));
      }
    }
  }
}

function bitsAt(text: string, from: number, count: number): number {
  const at = from >> 3;
  const bits = (text.charCodeAt(at) << 8) | text.charCodeAt(at + 1);
  return (bits >> (16 - count - (from & 7))) & ((1 << count) - 1);
}
