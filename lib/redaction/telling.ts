import type { KeyPath } from "../core/key-path";
import { unicodePattern } from "../core/unicode-pattern";
import { isPublic, isPublicPart, isPublicSetting, withoutPublic } from "./public-values";
import { isOrdinaryWord, rareBitsOf } from "./rarity";
import { isTechnical } from "./technical-words";

/*
 * Estimates whether a text is so rare that it does not appear in other texts by chance. A password is rare. A word, a region of a
 * cloud, or the address of a public service is not.
 */

/** Shorter values appear in too many texts by chance. */
export const MIN_LENGTH = 6;
/** The least information of a part of a value, in bits, without its words. */
const MIN_RARE_BITS = 30;
/** The same for a part in the place of a password. */
export const MIN_PASSWORD_BITS = 18;

const betweenWords = unicodePattern(String.raw`[^\p{L}\p{N}]+`);

/** How a text is searched for: anywhere, only as a whole word in a place for credentials, or not at all. */
export type Telling = "anywhere" | "as credential" | "never";

/** The key of a language model. Its maker invents a name, and adds a version or a date. */
const MODEL = /(^|[_.-])models?(_(name|id))?$/;
/** The last word of the key of a setting. Its value is public if it consists of technical words. */
const SETTING =
  /(^|[_.-])(host|hostname|endpoint|ciphers?|alg|locale|lang|language|charset|version|dialect|driver|engine|mode|level|bucket|region|zone)$/;
/** The last word of a key that describes something. The same holds for it, even with `token` or `auth` in the key. */
const DESCRIPTION =
  /(^|[_.-])(name|title|type|kind|format|theme|colou?r|env|environment|stage|header|prefix|suffix|method|provider|encoding|algorithm|algo|issuer|audience|scopes?|roles?|database|dbname|schema|table|queue|topic|folder|dir|directory|path|file|filename|subject|license|currency|timezone|tz|origins?|mime|status|strategy|protocol|transport|backend|adapter|command|pattern|glob|template|collation|(project|client|app)_?id)$/;
const MIN_MODEL_BITS = 40;
/** The version of a model is often a date. */
const DATE_IN_NAME = /20\d\d-?[01]\d-?[0-3]\d/;
/** A drawn line, such as `----->`. */
const MIN_PUNCTUATION = 4;
const HAS_LETTER = /[\w\u0080-\uffff]/;
const CREDENTIAL_KEY = /pass|pwd|secret|token|key|cred|auth|pin\b/i;

/** How to search for the value of a key. */
export function tellingOf(text: string, path: KeyPath): Telling {
  const trimmed = text.trim();
  if (trimmed.length < MIN_LENGTH || new Set(text).size < (HAS_LETTER.test(text) ? 2 : MIN_PUNCTUATION)) return "never";
  const lower = trimmed.toLowerCase();
  const words = path.flatMap((step) => [String(step).toLowerCase(), ...String(step).toLowerCase().split(betweenWords())]);
  if (words.includes(lower) || isPublic(trimmed)) return "never";
  const last = lastWordsOf(path);
  if (DESCRIPTION.test(last) && isTechnical(trimmed)) return "never";
  const isCredential = path.some((step) => CREDENTIAL_KEY.test(String(step)));
  if (isOrdinaryWord(trimmed)) return isCredential ? "as credential" : "never";
  if (isCredential) return "anywhere";
  if (SETTING.test(last) && isTechnical(trimmed)) return "never";
  return isPublicSetting(trimmed) || (MODEL.test(last) && isModelName(trimmed)) ? "never" : "anywhere";
}

function isModelName(text: string): boolean {
  return isTechnical(text) || (/\d/.test(text) && rareBitsOf(withoutNames(text)) < MIN_MODEL_BITS);
}

/** `claude-3-5-sonnet-20241022` without the words that its maker has invented, and without the date. */
function withoutNames(model: string): string {
  return model.replace(DATE_IN_NAME, "").replaceAll(/(?<![A-Za-z\d])[A-Za-z][a-z]{2,10}(?![A-Za-z\d])/g, "");
}

/** The last key of a path that is not an index, in lower case, with `_` between words: `log_level` for `logLevel2`. */
function lastWordsOf(path: KeyPath): string {
  const key = path.filter((step) => typeof step === "string").at(-1) ?? "";
  return key
    .replace(/\d+$/, "")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** Is a part of a value, such as a line, rare enough to be searched for alone? */
export function isRare(text: string, minBits = MIN_RARE_BITS): boolean {
  return (
    text.length >= MIN_LENGTH &&
    !isPublicPart(text.trim()) &&
    rareBitsOf(text.replace(/https?:[^\s"']+/gi, withoutPublic)) >= minBits
  );
}
