/** Writes a value as part of a text; `undefined` if it can't. */
export type Encode = (value: string) => string | undefined;

/** Encoders by name. */
export type Encoders = Record<string, Encode>;

/** A value of each shape that secrets have. */
export const SHAPES: Record<string, string> = {
  plain: "canary-key-9f8e7d",
  "a URL with a password": "postgres://canary:canary%2FpAss%40w0rd!x@db.canary.example:5432/app?sslmode=require&x=a+b",
  "JSON of a service account": JSON.stringify({
    type: "service_account",
    private_key_id: "canary9f8e7d6c5b4a39281706",
    private_key: "-----BEGIN PRIVATE KEY-----\nMIIEvQcanaryADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n-----END PRIVATE KEY-----\n",
    client_email: "canary@canary-77a1.iam.gserviceaccount.com",
  }),
  PEM: "-----BEGIN CANARY-----\nMIIEvQcanaryADANBgkqhkiG9w0BAQEFAASCBKcwggSj\nAgEAAoIBAQC7canaryVJTUt9+/==\n-----END CANARY-----\n",
  "user:password": "canary-admin:canary p&ss<w>ord",
  "special characters": "canary&<>'\"\\/=+% `$!;|~x",
  quotes: "canary\"it's\"`x`'q'-9f8e",
  "quotes at the beginning": 'it\'s "canary" 9f8e',
  "backslashes and letters": "canary\\x41\\\\n\\u0041\\",
  "percent signs and references": "canary50%off%20%41&amp;&lt;",
  "Latin letters": "canäry-pässwörd-9f8é",
  "letters of many scripts": "cänäry-ключ-鍵-łódź-9f8e",
  emoji: "canary😀🔑👩‍💻-9f8e",
  lines: "canary-1a\ncanary-2b\r\ncanary-3c\ttab",
  "line separators of Unicode": "canary\u2028sep\u2029x-9f8e",
  "control characters": "canary\u0001\u0007\u001b[31m\u007fx\b\f\v",
  "a template": "canary$&${HOME}$(id)!!#{x}{{y}}",
  "two spaces": "canary  two  spaces 9f",
};

export function json(value: string): string {
  return JSON.stringify({ value });
}

/** Encodes each character of a text that is not a letter, a digit, or `_`. */
export function each(value: string, spell: (letter: string, code: number) => string): string {
  return Array.from(value, (letter) => (/\w/.test(letter) ? letter : spell(letter, letter.codePointAt(0) as number))).join("");
}

/** Each UTF-16 code unit that `which` finds, as `\u` and four digits. */
export function unicode(text: string, which: RegExp, spell = (digits: string) => digits): string {
  return text.replaceAll(which, (letter) => `\\u${spell(letter.charCodeAt(0).toString(16).padStart(4, "0"))}`);
}

/** Each byte of the UTF-8 of a text. */
export function bytes(value: string, spell: (byte: number, letter: string) => string): string {
  return Array.from(Buffer.from(value), (byte) => spell(byte, String.fromCharCode(byte))).join("");
}

/** Two digits. */
export function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The text in lines of this length. */
export function lines(text: string, length: number, end = "\n"): string {
  return text.replaceAll(new RegExp(`.{${length}}`, "g"), `$&${end}`);
}

/** The bytes of a text in quoted-printable. */
export function quotedPrintable(text: string): string[] {
  return Array.from(Buffer.from(text), (byte) =>
    byte > 0x1f && byte < 0x7f && byte !== 0x3d ? String.fromCharCode(byte) : `=${hexOf(byte).toUpperCase()}`,
  );
}
