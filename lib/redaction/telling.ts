import type { KeyPath } from "../core/key-path";
import { unicodePattern } from "../core/unicode-pattern";

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
const MAX_WORD_LENGTH = 16;
/** Bits for each letter. English words have fewer, random letters have more. */
const ORDINARY_BITS = 4.75;

const betweenWords = unicodePattern(String.raw`[^\p{L}\p{N}]+`);

/** How a text is searched for: anywhere, only as a whole word in a place for credentials, or not at all. */
export type Telling = "anywhere" | "as credential" | "never";

/** Values of secrets files that are not secrets. A mask for them would damage the text. */
const COMMON = new Set(
  (
    "localhost 127.0.0.1 0.0.0.0 postgres postgresql mongodb default public production development staging testing disable disabled " +
    "enabled require required preferred verify-full verify-ca example.com password username secret service_account authorized_user " +
    "external_account impersonated_service_account googleapis.com application/json text/plain utf8mb4 client_credentials " +
    "authorization_code refresh_token 00000000-0000-0000-0000-000000000000"
  ).split(" "),
);
/** Credentials that documentation, emulators, and command lines publish, in lower case. Many packages contain them. */
const PUBLISHED = new Set(
  (
    "123e4567-e89b-12d3-a456-426614174000 4242424242424242 akiaiosfodnn7example wjalrxutnfemi/k7mdeng/bpxrficyexamplekey " +
    "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com d-fl95q19q7mqmfpd7hhd0ty " +
    "32555940559.apps.googleusercontent.com devstoreaccount1 " +
    "eby8vdm02xnocqflquwjpllmetlcdxj1ouzft50usrz6ifsufq2uverccz4i6tq/k1szfptotr/kbhbeksogmgw=="
  ).split(" "),
);
/** Keys of settings. Their values are names, unless they are rare. */
const SETTING =
  /(^|[_-])(host|hostname|endpoint|model|cipher|algorithm|alg|locale|lang|language|charset|encoding|version|dialect|driver|engine|mode|level|bucket|region|zone)$/i;
const REGION =
  /^(us|eu|ap|sa|ca|me|af|il|mx|cn|asia|europe|australia|southamerica|northamerica)(-gov|-iso[a-z]?)?-(north|south|east|west|central)+-?\d[a-z]?$/;
const TIME_ZONE = /^(Africa|America|Antarctica|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific)\/[A-Za-z_/+-]+$/;
/** Addresses of public services, without the part that may belong to a user. */
const PUBLIC_URL =
  /^https?:\/\/((accounts|oauth2|www|storage|pubsub|firebase|securetoken|identitytoolkit|iam)\.(google|googleapis)\.com|(login|graph)\.microsoft(online)?\.com|(www|api)\.(github|stripe|openai|anthropic|slack|sendgrid|mailgun|twilio)\.com|github\.com|slack\.com|(sts|s3)([.-][a-z]{2}-[a-z]+-\d)?\.amazonaws\.com|localhost(:\d+)?|127\.0\.0\.1(:\d+)?)(?=\/|$)/i;
const ARMOUR = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;
/** A drawn line, such as `----->`. */
const MIN_PUNCTUATION = 4;
const HAS_LETTER = /[\w\u0080-\uffff]/;
const CREDENTIAL_KEY = /pass|pwd|secret|token|key|cred|auth|pin\b/i;

/**
 * For each pair of letters, minus log2 of the probability that the second (the column) follows the first (the row) in English words
 * of technical texts, as a digit. Row and column 27 are the ends of a word.
 */
const BIGRAMS =
  "954597595963539593436677685376739784593784794473999695396939935945892995635999795488528893996774896585889792" +
  "574366698995537573358675893498834992994873995664999494587937654995755894565999891388929993996673894645989793" +
  "564555599984523695449597967388828875888883677184888887487627683997766798366979792477528993883893798555799493" +
  "258929993986574398595999694494446394867765899336699793755476596864425593554659896389739864993793493545999794" +
  "888888886885868888880888885385627693966564795446789693595837954976774599435989692496828943996884794455989593" +
  "555646595984437493339999987399919793999995898787999896377739743896943994488999894574736973997796399727999693" +
  "665857885886645399469979891388818863666884688886888644453445554775455484345659899";

/** How to search for the value of a key. */
export function tellingOf(text: string, path: KeyPath): Telling {
  const trimmed = text.trim();
  if (trimmed.length < MIN_LENGTH || new Set(text).size < (HAS_LETTER.test(text) ? 2 : MIN_PUNCTUATION)) return "never";
  const lower = trimmed.toLowerCase();
  const words = path.flatMap((step) => [String(step).toLowerCase(), ...String(step).toLowerCase().split(betweenWords())]);
  if (COMMON.has(lower) || words.includes(lower) || /^(true|false)$/.test(lower) || isPublic(trimmed)) return "never";
  const isCredential = path.some((step) => CREDENTIAL_KEY.test(String(step)));
  if (isOrdinaryWord(trimmed)) return isCredential ? "as credential" : "never";
  if (isCredential) return "anywhere";
  const isSetting = SETTING.test(String(path.at(-1))) && rareBitsOf(trimmed) < MIN_RARE_BITS;
  return isSetting || isRound(trimmed) ? "never" : "anywhere";
}

/** A limit, or a time in seconds or milliseconds: multiples of a thousand, an hour, or 4 KiB. */
function isRound(text: string): boolean {
  if (!/^\d{6,15}$/.test(text)) return false;
  const number = Number(text);
  return number % 1000 === 0 || number % 3600 === 0 || number % 4096 === 0;
}

/** Is a part of a value, such as a line, rare enough to be searched for alone? */
export function isRare(text: string, minBits = MIN_RARE_BITS): boolean {
  return (
    text.length >= MIN_LENGTH &&
    !ARMOUR.test(text.trim()) &&
    !PUBLISHED.has(text.trim().toLowerCase()) &&
    rareBitsOf(text.replace(/https?:[^\s"']+/gi, withoutPublic)) >= minBits
  );
}

function isPublic(text: string): boolean {
  if (REGION.test(text) || TIME_ZONE.test(text) || ARMOUR.test(text) || PUBLISHED.has(text.toLowerCase())) return true;
  const rest = withoutPublic(text);
  return rest !== text && rareBitsOf(rest) < MIN_RARE_BITS;
}

function withoutPublic(url: string): string {
  return url.replace(PUBLIC_URL, "");
}

/** The information of a text in bits, without its words and punctuation. */
function rareBitsOf(text: string): number {
  let bits = 0;
  for (const [piece] of text.matchAll(/[A-Z]?[a-z]+|[A-Z]+|\d+|[\u0080-\uffff]+/g)) {
    if (/^\d/.test(piece)) bits += piece.length * 3.3;
    else if (!/^[A-Za-z]/.test(piece)) bits += piece.length * 2;
    else if (piece.length < 3) bits += piece.length * 2;
    else if (!isOrdinary(piece.toLowerCase())) bits += piece.length * 4.7;
  }
  return bits;
}

function isOrdinaryWord(text: string): boolean {
  return text.length <= MAX_WORD_LENGTH && /^([A-Z]?[a-z]+|[A-Z]+)$/.test(text) && isOrdinary(text.toLowerCase());
}

function isOrdinary(word: string): boolean {
  let bits = 0;
  let before = 26;
  for (let at = 0; at <= word.length; at++) {
    const letter = at === word.length ? 26 : word.charCodeAt(at) - 97;
    bits += BIGRAMS.charCodeAt(before * 27 + letter) - 48;
    before = letter;
  }
  return bits / (word.length + 1) < ORDINARY_BITS;
}
