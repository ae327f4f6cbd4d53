/* Recognises what bytes are if they are not UTF-8 text. Loaded only for such bytes. */

export interface Encoding {
  /** A description that completes the sentence "it is …". */
  readonly what: string;
  readonly advice: string;
}

const SAVE = "save the file as UTF-8";
const DECRYPT = "decrypt it first, and put the result in this place";

/** How files of well-known formats begin: each byte as a character. */
const BEGINNINGS: readonly (readonly [start: string, what: string, advice: string])[] = [
  ["\xff\xfe\0\0", "UTF-32 text, not UTF-8", SAVE],
  ["\0\0\xfe\xff", "UTF-32 text, not UTF-8", SAVE],
  ["\xff\xfe", "UTF-16 text, not UTF-8", `${SAVE} (in PowerShell: Set-Content -Encoding utf8)`],
  ["\xfe\xff", "UTF-16 text, not UTF-8", SAVE],
  ["\x1f\x8b", "compressed by gzip, not text", "decompress it first (gzip -d)"],
  ["BZh", "compressed by bzip2, not text", "decompress it first (bzip2 -d)"],
  ["\xfd7zXZ", "compressed by xz, not text", "decompress it first (xz -d)"],
  ["\x28\xb5\x2f\xfd", "compressed by zstd, not text", "decompress it first (zstd -d)"],
  ["PK\x03\x04", "a ZIP archive (or a document of an office program), not text", "extract the file from it"],
  ["age-encryption.org/", "encrypted with age, not text", DECRYPT],
  ["\0GITCRYPT", "locked by git-crypt, not text", "run git-crypt unlock"],
  ["Salted__", "encrypted with OpenSSL, not text", DECRYPT],
  ["\x85\x01", "encrypted with GnuPG, not text", DECRYPT],
  ["\x85\x02", "encrypted with GnuPG, not text", DECRYPT],
  ["\x8c\x0d", "encrypted with GnuPG, not text", DECRYPT],
  [
    "\x30\x82",
    "a certificate or key store in binary form (DER or PKCS #12), not text",
    "name its path in a key, and keep it in a file of its own",
  ],
  ["\xfe\xed\xfe\xed", "a Java key store, not text", "name its path in a key, and keep it in a file of its own"],
  ["SQLite format 3", "an SQLite database, not text", "check the path"],
  ["%PDF", "a PDF document, not text", "copy its text into a TOML file"],
  ["\x89PNG", "an image, not text", "check the path"],
  ["\xff\xd8\xff", "an image, not text", "check the path"],
  ["\x7fELF", "a program, not text", "check the path"],
];

/** What the bytes probably are; `undefined` if they are not recognised. */
export function encodingOf(bytes: Uint8Array): Encoding | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 400)).toString("latin1");
  const known = BEGINNINGS.find(([beginning]) => start.startsWith(beginning));
  if (known !== undefined) return { what: known[1], advice: known[2] };
  const nuls = start.split("\0").length - 1;
  if (nuls > start.length * 0.6) return { what: "UTF-32 text, not UTF-8", advice: SAVE };
  if (nuls > start.length * 0.3) return { what: "UTF-16 text, not UTF-8", advice: SAVE };
  if (nuls > 0 || /(?![\t\n\f\r\u0080-\u009f])\p{Cc}/u.test(start))
    return { what: "not text at all", advice: "check the path: this file may be encrypted or compressed" };
  return undefined;
}

/** The text of bytes in UTF-16 with a byte order mark; `undefined` for others, and for bytes that only begin in that way by chance. */
export function utf16Text(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes;
  const isLittle = first === 0xff && second === 0xfe && !(third === 0 && fourth === 0);
  const isBig = first === 0xfe && second === 0xff;
  if (!(isLittle || isBig) || bytes.length % 2 !== 0) return undefined;
  try {
    const text = new TextDecoder(isLittle ? "utf-16le" : "utf-16be", { fatal: true }).decode(bytes); // without the mark
    return /(?![\t\n\r])[\p{Cc}\p{Cn}\p{Co}]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
