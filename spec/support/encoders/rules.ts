import { bytes, type Encoders, json, unicode } from "./encoder";

/*
 * Encoders that no spec can run, by their rules. The rules are from the documentation or the source that is named.
 */

const upper = (digits: string) => digits.toUpperCase();
const escaped = (text: string, escapes: Record<string, string>) =>
  Array.from(text, (letter) => escapes[letter] ?? letter).join("");
const HTML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const RULES: Encoders = {
  // System.Text.Encodings.Web, JavaScriptEncoder.Default
  ".NET's System.Text.Json": (value) => unicode(json(value), /[^ -~]|[<>&'+`]/g, upper).replaceAll('\\"', "\\u0022"),
  // System.Web, HttpEncoder.UrlEncode
  ".NET's HttpUtility.UrlEncode": (value) =>
    bytes(value, (byte, letter) =>
      letter === " " ? "+" : /[\w.!*()-]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, "0")}`,
    ),
  // System.Web, HttpEncoder.HtmlEncode
  ".NET's HttpUtility.HtmlEncode": (value) =>
    escaped(value, { ...HTML, "'": "&#39;" }).replaceAll(/[\xa0-\xff]/g, (letter) => `&#${letter.charCodeAt(0)};`),
  // System.Web, HttpEncoder.JavaScriptStringEncode
  ".NET's JavaScriptStringEncode": (value) => unicode(json(value), /['<>&\x85\u2028\u2029]/g),
  // Angular, HttpUrlEncodingCodec, STANDARD_ENCODING_REPLACEMENTS
  "Angular's HttpParams": (value) => encodeURIComponent(value).replaceAll(/%(40|3A|24|2C|3B|3D|3F|2F)/g, decodeURIComponent),
  // next/dist/shared/lib/htmlescape.js
  "Next.js's htmlEscapeJsonString": (value) => unicode(json(value), /[<>&\u2028\u2029]/g),
  "Next.js's flight data": (value) => unicode(JSON.stringify([1, `0:${json(value)}\n`]), /[<>&\u2028\u2029]/g),
  // SQL:2016, and CSV by RFC 4180
  "SQL's literals": (value) => `INSERT INTO t VALUES ('${value.replaceAll("'", "''")}')`,
  "SQL's names": (value) => `"${value.replaceAll('"', '""')}" \`${value.replaceAll("`", "``")}\``,
  CSV: (value) => `a,"${value.replaceAll('"', '""')}",b`,
  "JSON in CSV": (value) => `a,"${json(value).replaceAll('"', '""')}",b`,
  // YAML 1.2, 7.3.2
  "YAML's single quotes": (value) => (/[\n\u2028]/.test(value) ? undefined : `value: '${value.replaceAll("'", "''")}'`),
  // POSIX, 2.2.2
  "shells' single quotes": (value) => `echo '${value.replaceAll("'", "'\\''")}'`,
  "shells' quotes within quotes": (value) => `echo '${value.replaceAll("'", `'"'"'`)}'`,
  // `man logfmt`, github.com/go-logfmt/logfmt
  logfmt: (value) =>
    `level=info value="${value.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t")}" a=1`,
  // XML 1.0, 2.7
  "XML's CDATA": (value) => `<a><![CDATA[${value}]]></a>`,
  // RFC 7578
  "multipart/form-data": (value) => `--b\r\nContent-Disposition: form-data; name="v"\r\n\r\n${value}\r\n--b--`,
  // RFC 7617
  "HTTP's Basic": (value) => `Authorization: Basic ${Buffer.from(`user:${value}`).toString("base64")}`,
  "the payload of a JWT": (value) =>
    ['{"alg":"HS256"}', JSON.stringify({ sub: "1", value }), "signature"]
      .map((part) => Buffer.from(part).toString("base64url"))
      .join("."),
  // express, res.cookie
  "a signed cookie": (value) => `Set-Cookie: s=${encodeURIComponent(`s:${value}.c2lnbmF0dXJl`)}; Path=/`,
};
