import type { Needle } from "./needles";
import type { Layer } from "./walker";

/** How many bytes around a match are read. */
const BEFORE = 48;
const AFTER = 2;

/** Text before a password: its key, or the user in a URL or a header. */
const CREDENTIAL_BEFORE =
  /((pass(word|wd|phrase)?|pwd|secret|token|api[_-]?key|credentials?|auth)[\w-]*\\{0,3}["'\]]?\s*(:|=>?)\s*\\{0,3}["'`]?|\/\/[^\s/@:]*:)$/i;
/** The same for the arguments of a command: `--password x`, `-u user:x`. */
const OPTION_BEFORE =
  /(^|\s)(--[\w-]*(pass(word|wd|phrase)?|pwd|secret|token|api-?key|auth)\s+["']?|(-u|--user)[\s=]+["']?[^\s:"']+:)$/i;
const USER_BEFORE = /^[^\s:]+:$/;

/**
 * Does a match count at its place? A number must be the whole number in the text, because a mask for some digits of a longer number,
 * such as a time, would damage it. An ordinary word must stand alone, in a place for credentials.
 */
export function isInPlace({ kind, text, whole }: Needle, layer: Layer, end: number): "yes" | "no" | "undecided" {
  const { bytes, length } = layer;
  if (whole !== undefined) {
    const to = end - text.length + whole.length;
    if (to > length) return layer.isOpen ? "undecided" : "no";
    return whole.isValid(latin1Text(bytes, Math.max(0, end - text.length), to)) ? "yes" : "no";
  }
  if (kind === undefined) return "yes";
  if (layer.isOpen && end + AFTER > length) return "undecided";
  const start = end - text.length;
  const before = latin1Text(bytes, Math.max(0, start - BEFORE), Math.max(0, start));
  const after = latin1Text(bytes, end, Math.min(length, end + AFTER));
  if (kind === "number") return /\d\.?$/.test(before) || /^\.?\d/.test(after) ? "no" : "yes";
  if (/[\w-]$/.test(before) || /^[\w-]/.test(after)) return "no";
  const isWhole = start <= BEFORE && USER_BEFORE.test(before) && end === length; // `user:password`, decoded
  return isWhole || CREDENTIAL_BEFORE.test(before) || OPTION_BEFORE.test(before) ? "yes" : "no";
}

function latin1Text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
