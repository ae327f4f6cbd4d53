import { MIN_LENGTH } from "./telling";

/** How SQL, CSV, YAML, and shells write a quote: twice, as `'\\''` (here with the backslash decoded), or as `'"'"'`. */
const QUOTED = ["$&$&", "$&$&$&", `$&"'"'`];

/**
 * The encoded beginnings of a pattern: in hex, in base64 and base64url after no, one, or two other bytes, and in languages that write
 * a quote as several.
 */
export function encodedHeads(pattern: string): string[] {
  const head = pattern.slice(0, MIN_LENGTH);
  return [...headsOf(head), ...quotedHeads(head)];
}

function quotedHeads(head: string): string[] {
  return ["'", '"', "`"]
    .filter((quote) => head.includes(quote))
    .flatMap((quote) => QUOTED.map((form) => head.replaceAll(quote, form).slice(0, MIN_LENGTH)));
}

function headsOf(head: string): string[] {
  const bytes = [...new Set([head, head.replaceAll(" ", "+")])].map((text) => Buffer.from(text, "latin1"));
  const hex = bytes.map((some) => some.toString("hex"));
  const base64 = bytes.flatMap((some) => [0, 1, 2].map((before) => base64After(some, before)));
  const forms = [...hex, ...hex.map((form) => form.toUpperCase()), ...base64, ...base64.map(forUrls)];
  return [...new Set(forms.map((form) => form.slice(0, MIN_LENGTH)))];
}

/** The letters that depend on these bytes only. */
function base64After(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

function forUrls(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}
