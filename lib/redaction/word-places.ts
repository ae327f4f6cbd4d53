import { latin1 } from "./latin1";
import type { Needle } from "./needles";
import type { Layer } from "./walker";

/** How many bytes around a match are read. */
const BEFORE = 64;
const AFTER = 2;

/** Text before a password: its key, or the user in a URL or a header. */
const CREDENTIAL_BEFORE =
  /((pass(word|wd|phrase|wort)?|pwd?|secret|token|api[_-]?key|credentials?|auth)[\w-]*\\{0,3}["'\]]?\s*(:|=>?|>)\s*\\{0,3}["'`]?|\/\/[^\s/@:]*:)$/i;
/** The same for the arguments of a command: `--password x`, `-u user:x`, `mysql -px`. */
const OPTION_BEFORE =
  /((^|\s)(--[\w-]*(pass(word|wd|phrase)?|pwd|secret|token|api-?key|auth)\s+["']?|(-u|--user)[\s=]+["']?[^\s:"']+:)|(^|[\s/])(mysql\w*|mariadb[\w-]*|sshpass|redis-cli|docker login|ldap\w+|7z|unzip)\s([^\n]{0,40}\s)?-[pPaw]\s*["']?)$/i;
/** Text before a password in a sentence, in SQL, in `.netrc`, and in a list of variables with `name` and `value`. */
const SENTENCE_BEFORE =
  /(pass(word|wd|phrase)["']?(\s+is\s*:?\s*["'`]?|\s+["'`]|\t)|identified by\s+(password\s+)?["']|login\s+\S{1,20}\s+password\s+|["']?name["']?\s*[:=]\s*["']?[\w-]{0,24}(pass(word|wd|phrase)?|pwd|secret|token|key)\w{0,8}["']?[\s,]+["']?value["']?\s*[:=]\s*["']?)$/i;
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
    return whole.isValid(latin1(bytes, Math.max(0, end - text.length), to)) ? "yes" : "no";
  }
  if (kind === undefined) return "yes";
  const start = end - text.length;
  const before = textBefore(layer, start);
  const after = textAfter(layer, end);
  if (after === undefined) return "undecided";
  if (kind === "number") return /\d\.?$/.test(before) || /^\.?\d/.test(after) ? "no" : "yes";
  if (/^([\w-]|\.\w|[([])/.test(after)) return "no"; // `password: options.password` is code
  if (OPTION_BEFORE.test(before)) return "yes";
  if (/[\w-]$/.test(before)) return "no";
  const isWhole = start <= BEFORE && USER_BEFORE.test(before) && end === length; // `user:password`, decoded
  return isWhole || CREDENTIAL_BEFORE.test(before) || SENTENCE_BEFORE.test(before) ? "yes" : "no";
}

/** The text before a match; if the match begins the layer, or began before it, the text that surrounds the layer. */
function textBefore({ bytes, around }: Layer, start: number): string {
  const own = latin1(bytes, Math.max(0, start - BEFORE), Math.max(0, start));
  if (around === undefined || own.length === BEFORE) return own;
  const to = Math.max(0, around.from + Math.min(0, start));
  return latin1(around.layer.bytes, Math.max(0, to - BEFORE + own.length), to) + own;
}

/** The text after a match, or `undefined` if it has not arrived. */
function textAfter({ bytes, length, isOpen, around }: Layer, end: number): string | undefined {
  const own = latin1(bytes, end, Math.min(length, end + AFTER));
  if (own.length === AFTER) return own;
  if (isOpen) return undefined;
  if (around === undefined) return own;
  const to = around.to + AFTER - own.length;
  if (to > around.layer.length && around.layer.isOpen) return undefined;
  return own + latin1(around.layer.bytes, around.to, Math.min(around.layer.length, to));
}
