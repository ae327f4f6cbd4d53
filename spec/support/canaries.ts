import { below, seeded } from "./random";

/* Fake secrets that are easy to find: `canary-` and letters that no English word, path, or number contains in this order. */

const LETTERS = "qxzjvkQXZJVK";
const PIECE = 4;

/** The random part of a canary; another one for each number. */
export function canaryTail(number: number, length = 24): string {
  const random = seeded(number + 1);
  return Array.from({ length }, () => LETTERS[below(random, LETTERS.length)]).join("");
}

export function canary(number: number): string {
  return `canary-${canaryTail(number)}`;
}

/** The number of canaries in the sample. The first ones are those of the file. */
const COUNT = 12;

/** A file with a canary in every kind of place. */
export const SAMPLE_TOML = `root = "${canary(0)}"
multi = """
${canary(1)}
second line ${canary(2)}
"""
list = ["${canary(3)}", "${canary(4)}"]
nested_list = [["${canary(5)}"]]

[db]
password = "${canary(6)}"
port = 5432
inline = { user = "${canary(7)}" }

[db.deep.er]
still = "${canary(8)}"

[[hosts]]
token = "${canary(9)}"

[[hosts]]
token = "${canary(10)}"
`;

/** The content of a secrets folder: a section with a text, and with bytes that are not UTF-8. */
export const SAMPLE_FOLDER: Readonly<Record<string, string | Uint8Array>> = {
  "folder/mounted/text": `${canary(11)}\n`,
  "folder/mounted/key.der": Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(canary(12))]),
};

const PIECES = piecesOf(Array.from({ length: COUNT + 1 }, (_, number) => canaryTail(number)));

/** Four consecutive characters of a canary in `text`, plain or as hexadecimal or decimal bytes; `undefined` if there are none. */
export function traceIn(text: string, pieces: ReadonlySet<string> = PIECES): string | undefined {
  for (let at = 0; at + PIECE <= text.length; at++) {
    const piece = text.slice(at, at + PIECE);
    if (pieces.has(piece)) return piece;
  }
  return byteTraceIn(text.replace(/[\s,]+/g, " "));
}

/** Every piece of the random parts, for `traceIn`. */
export function piecesOf(tails: readonly string[]): Set<string> {
  return new Set(tails.flatMap((tail) => Array.from({ length: tail.length - PIECE + 1 }, (_, at) => tail.slice(at, at + PIECE))));
}

/** Bytes that are printed as `71 78 7a 6a` or `113, 120, 122, 106`. */
function byteTraceIn(text: string): string | undefined {
  const bytes = [...Buffer.from(canaryTail(12))];
  for (let at = 0; at + PIECE <= bytes.length; at++) {
    const some = bytes.slice(at, at + PIECE);
    const printed = [some.map((byte) => byte.toString(16)).join(" "), some.join(" "), Buffer.from(some).toString("hex")];
    const found = printed.find((form) => text.includes(form));
    if (found !== undefined) return found;
  }
  return undefined;
}
