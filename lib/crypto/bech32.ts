import { AgeError } from "./age-error";

/* Bech32 (BIP 173) without its length limit, as age writes keys. */

const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;
export const MISTYPED = "a key that is mistyped or cut off: copy it again";

/** `prefix1…` in lower case. */
export function encodeBech32(prefix: string, bytes: Uint8Array): string {
  const words = regroup(bytes, 8, 5);
  if (words.bits > 0) words.groups.push((words.rest << (5 - words.bits)) & 31);
  const checksum = polymod([...expand(prefix), ...words.groups, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = Array.from({ length: CHECKSUM_LENGTH }, (_item, at) => (checksum >> (5 * (5 - at))) & 31);
  return `${prefix}1${[...words.groups, ...check].map((word) => LETTERS[word]).join("")}`;
}

/** The bytes of `prefix1…`, in lower or upper case. @throws AgeError if it is mistyped, or has another prefix. */
export function decodeBech32(prefix: string, text: string): Buffer {
  const lower = text.toLowerCase();
  const isOneCase = text === lower || text === text.toUpperCase();
  if (!isOneCase || !lower.startsWith(`${prefix}1`)) throw new AgeError(MISTYPED);
  const words = [...lower.slice(prefix.length + 1)].map((letter) => LETTERS.indexOf(letter));
  if (words.includes(-1) || words.length < CHECKSUM_LENGTH || polymod([...expand(prefix), ...words]) !== 1) {
    throw new AgeError(MISTYPED);
  }
  const { groups, rest, bits } = regroup(words.slice(0, -CHECKSUM_LENGTH), 5, 8);
  if (bits >= 5 || rest !== 0) throw new AgeError(MISTYPED);
  return Buffer.from(groups);
}

function expand(prefix: string): number[] {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(words: readonly number[]): number {
  let check = 1;
  for (const word of words) {
    const top = check >> 25;
    check = ((check & 0x1ffffff) << 5) ^ word;
    for (let at = 0; at < GENERATORS.length; at++) if ((top >> at) & 1) check ^= GENERATORS[at] as number;
  }
  return check;
}

/** The same bits in groups of another width, and the remaining bits. */
function regroup(from: Iterable<number>, width: number, into: number): { groups: number[]; rest: number; bits: number } {
  const groups: number[] = [];
  let rest = 0;
  let bits = 0;
  for (const value of from) {
    rest = (rest << width) | value;
    bits += width;
    while (bits >= into) {
      bits -= into;
      groups.push((rest >> bits) & ((1 << into) - 1));
    }
    rest &= (1 << bits) - 1;
  }
  return { groups, rest, bits };
}
