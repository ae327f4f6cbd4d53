import type { FailureContext } from "./failure-context";
import { type Match, type Mistake, matchIf } from "./mistake";

/* Files that are not TOML at all. */

const isVariable = ({ source }: FailureContext) => source === "SECRETS_TOML";

/** A mistake that is recognised by how the text begins. */
function beginsWith(name: string, pattern: RegExp, reason: string, advice: string): Mistake {
  return { name, reason, advice, find: ({ text }) => (pattern.test(text) ? { at: text.search(/\S/) } : undefined) };
}

/** How many of the first bytes are NUL: text in UTF-16 has every second one, in UTF-32 three of four. */
function nulShare(text: string): number {
  const start = text.slice(0, 400);
  return start.length < 4 ? 0 : start.split("\0").length / start.length;
}

function inVariable(name: string, is: (text: string) => boolean, reason: string, advice: string): Mistake {
  return {
    name,
    reason,
    advice,
    find: (context) => (isVariable(context) && is(context.text.trim()) ? { at: 0, everywhere: true } : undefined),
  };
}

export const DOCUMENTS: readonly Mistake[] = [
  {
    name: "UTF-16 or UTF-32 without a byte order mark",
    reason: "the text is UTF-16, not UTF-8",
    advice: "save the file as UTF-8 (in PowerShell: Set-Content -Encoding utf8)",
    find({ text }): Match | undefined {
      const share = nulShare(text);
      if (share > 0.6) return { everywhere: true, reason: "the text is UTF-32, not UTF-8" };
      return share > 0.3 ? { everywhere: true } : undefined;
    },
  },
  inVariable(
    "a path in SECRETS_TOML",
    (text) => !/[\n=]/.test(text) && (/\.toml$/i.test(text) || /^(?:~?\/|\.{1,2}\/|[A-Za-z]:\\)\S*$/.test(text)),
    "the variable contains a path, but SECRETS_TOML must contain the text of a TOML document",
    "put the path into SECRETS_FILES instead",
  ),
  inVariable(
    "quotes around the document in SECRETS_TOML",
    (text) => /^(["'])[^\n]*\w\s*=[\s\S]*\1$/.test(text) && !/^["'][\w.-]+["']\s*=/.test(text),
    "the whole document is in quotes, and the quotes are part of the variable",
    "remove the quotes around the document; files for Docker and systemd keep such quotes as part of the value",
  ),
  inVariable(
    "base64 in SECRETS_TOML",
    (text) => text.length >= 8 && /^[A-Za-z0-9+/_\s-]+={0,2}$/.test(text) && looksLikeBase64Toml(text),
    "the variable contains base64, but SECRETS_TOML must contain the text of a TOML document",
    "decode it before you set the variable (base64 -d)",
  ),
  inVariable(
    "line breaks written as \\n in SECRETS_TOML",
    (text) => !text.includes("\n") && /[^\\]\\r?\\?n\s*(?:\[|#|$|["']?[\w.-]+["']?\s*=)/.test(text),
    "the variable contains \\n, a backslash and a letter, instead of line breaks",
    'use real line breaks: SECRETS_TOML="$(cat secrets.toml)"; in a YAML file, use a block (|)',
  ),
  beginsWith(
    "a web page that was saved",
    /^\s*<(?:!doctype html|html|head|body)\b/i,
    "this is a web page (HTML), not TOML",
    "download the raw file; the page may be a login page or an error page",
  ),
  beginsWith("XML", /^\s*<(?:\?xml|!DOCTYPE|[\w:-]+[\s>])/i, "this is XML, not TOML", 'write key = "value", one on each line'),
  beginsWith("PHP", /^\s*<\?/, "this is PHP, not TOML", 'write key = "value", one on each line'),
  beginsWith(
    "an encrypted file",
    /^\s*(?:-----BEGIN (?:AGE|PGP) |age-encryption\.org|\$ANSIBLE_VAULT|Salted__|\0GITCRYPT)/,
    "this file is encrypted",
    "decrypt it first, and put the result in this place",
  ),
  beginsWith(
    "a key or a certificate instead of a TOML file",
    /^\s*-----BEGIN /,
    "this is a PEM file (a key or a certificate), not TOML",
    "keep it in a file of its own, or write key = '''…''' around it",
  ),
  beginsWith(
    "a pointer of Git LFS",
    /^version https:\/\/git-lfs\./,
    "this is a pointer of Git LFS, not the file itself",
    "run git lfs pull, and keep secrets out of git",
  ),
  beginsWith("rich text", /^\s*\{\\rtf/, "this is a document of a word processor (RTF), not TOML", "save it as plain text"),
  beginsWith(
    "JSON",
    /^\s*(?:\{|\[\s*(?:\{|"[^"\n]*"\s*,))/,
    "this is JSON, not TOML",
    'write key = "value", one on each line, without the outer braces; an object becomes a section, [name]',
  ),
  {
    name: "line breaks of old Macs",
    reason: "the lines end in CR alone (carriage return), but TOML needs LF or CR LF",
    advice: "save the file with the line breaks of Unix or Windows",
    find: ({ text, reason }) => matchIf(reason === "a carriage return without a line feed" && !text.includes("\n")),
  },
];

function looksLikeBase64Toml(text: string): boolean {
  const decoded = Buffer.from(text, "base64").toString("latin1");
  return /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(decoded) && /[\w"']\s*=|^\s*[#[]/m.test(decoded);
}
