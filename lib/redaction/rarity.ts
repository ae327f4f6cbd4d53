/*
 * Estimates how rare a text is: how many bits of information it has without its words.
 */

const MAX_WORD_LENGTH = 16;
/** Bits for each letter. English words have fewer, random letters have more. */
const ORDINARY_BITS = 4.75;
/** A row of this many equal characters counts as one character. */
const MIN_REPEATED = 4;
/** The same for characters in the order of the alphabet. */
const MIN_ORDERED = 10;
/** Shorter texts are no sequences. */
const MIN_SEQUENCE = 10;

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

/** The information of a text in bits, without its words, its punctuation, and sequences such as `AAAA` and an alphabet. */
export function rareBitsOf(text: string): number {
  let bits = 0;
  for (const [piece] of withoutSequences(text).matchAll(/\d*(?:[A-Z]?[a-z]+|[A-Z]+)\d*|\d+|[\u0080-\uffff]+/g)) {
    if (/^[\u0080-\uffff]/.test(piece)) bits += piece.length * 2;
    else bits += bitsOfDigits(piece) + bitsOfLetters(piece);
  }
  return bits;
}

function bitsOfDigits(piece: string): number {
  return piece.replace(/\D+/, "").length * 3.3;
}

/** One or two letters next to digits, as in `9f8e`, are no word. Three letters alone are often an abbreviation. */
function bitsOfLetters(piece: string): number {
  const letters = piece.replaceAll(/\d+/g, "");
  if (letters.length < 3) return letters.length * (letters.length === piece.length ? 2 : 4.7);
  if (isOrdinary(letters.toLowerCase())) return 0;
  return letters.length * (letters.length === 3 && letters.length === piece.length ? 3 : 4.7);
}

/** Does a text consist of little more than characters in order, such as an alphabet? */
export function isSequence(text: string): boolean {
  return text.length >= MIN_SEQUENCE && withoutSequences(text).length * 2 <= text.length;
}

/** The text with the first character of each sequence in its place. */
function withoutSequences(text: string): string {
  let rest = "";
  let from = 0; // what is before it is in `rest`; a text of a megabyte must not become a million pieces
  for (let at = 0; at < text.length; ) {
    const step = text.charCodeAt(at + 1) - text.charCodeAt(at);
    let to = at + 1;
    if (step >= -1 && step <= 1) while (to < text.length && text.charCodeAt(to) - text.charCodeAt(to - 1) === step) to++;
    const isShort = to - at < (step === 0 ? MIN_REPEATED : MIN_ORDERED);
    if (!isShort) {
      rest += text.slice(from, at + 1);
      from = to;
    }
    at = isShort ? at + 1 : to;
  }
  return rest + text.slice(from);
}

export function isOrdinaryWord(text: string): boolean {
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
