import { bytes, type Encoders, json, unicode } from "./encoder";

/*
 * Encoders of other languages, by their rules. The rules are from the documentation or the source that is named.
 */

const percent = (byte: number) => `%${byte.toString(16).padStart(2, "0")}`;
const PERCENT = (byte: number) => percent(byte).toUpperCase();
const upper = (digits: string) => digits.toUpperCase();
const escaped = (text: string, escapes: Record<string, string>) =>
  Array.from(text, (letter) => escapes[letter] ?? letter).join("");
const urlEncoded = (value: string, kept: RegExp, spell: typeof percent, space = "+") =>
  bytes(value, (byte, letter) => (letter === " " ? space : kept.test(letter) ? letter : spell(byte)));
const HTML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const LANGUAGES: Encoders = {
  // encoding/json, `appendString` with `escapeHTML`
  "Go's encoding/json": (value) => unicode(json(value), /[<>&\u2028\u2029\u007f]/g),
  // strconv.Quote and strconv.QuoteToASCII, `appendEscapedRune`
  "Go's strconv.Quote": (value) => `"${goQuoted(value, /[^ -~]/u)}"`,
  // net/url, `shouldEscape`
  "Go's url.QueryEscape": (value) => urlEncoded(value, /[\w.~-]/, PERCENT),
  "Go's url.PathEscape": (value) => urlEncoded(value, /[\w.~$&+:=@-]/, PERCENT, "%20"),
  // html.EscapeString
  "Go's html/template": (value) => escaped(value, { ...HTML, '"': "&#34;", "'": "&#39;" }),
  "Go's `%x`": (value) => Buffer.from(value).toString("hex"),
  "Go's `%#v` of bytes": (value) => `[]byte{${bytes(value, (byte) => `0x${byte.toString(16)}, `)}}`,
  // System.Text.Encodings.Web, JavaScriptEncoder.Default
  ".NET's System.Text.Json": (value) => unicode(json(value), /[^ -~]|[<>&'+`]/g, upper).replaceAll('\\"', "\\u0022"),
  // System.Web, HttpEncoder.UrlEncode
  ".NET's HttpUtility.UrlEncode": (value) => urlEncoded(value, /[\w.!*()-]/, percent),
  // System.Web, HttpEncoder.HtmlEncode
  ".NET's HttpUtility.HtmlEncode": (value) =>
    escaped(value, { ...HTML, "'": "&#39;" }).replaceAll(/[\xa0-\xff]/g, (letter) => `&#${letter.charCodeAt(0)};`),
  // System.Web, HttpEncoder.JavaScriptStringEncode
  ".NET's JavaScriptStringEncode": (value) => unicode(json(value), /['<>&\x85\u2028\u2029]/g),
  // ext/json, php_json_escape_string
  "PHP's json_encode": (value) => unicode(json(value), /[^ -~]/g).replaceAll("/", "\\/"),
  // ext/standard/url.c
  "PHP's urlencode": (value) => urlEncoded(value, /[\w.-]/, PERCENT),
  "PHP's rawurlencode": (value) => urlEncoded(value, /[\w.~-]/, PERCENT, "%20"),
  // ext/standard/html.c
  "PHP's htmlspecialchars": (value) => escaped(value, { ...HTML, "'": "&#039;" }),
  // ext/standard/var.c, `php_addcslashes` of `'` and `\`
  "PHP's var_export": (value) => `'${value.replaceAll(/['\\]/g, "\\$&")}'`,
  // java.net.URLEncoder
  "Java's URLEncoder": (value) => urlEncoded(value, /[\w.*-]/, PERCENT),
  // java.util.Properties, saveConvert
  "Java's Properties": (value) =>
    unicode(
      value
        .replaceAll(/[\\=:#! ]/g, "\\$&")
        .replaceAll("\n", "\\n")
        .replaceAll("\r", "\\r")
        .replaceAll("\t", "\\t"),
      /[^ -~]/g,
      upper,
    ),
  // rb_str_inspect
  "Ruby's inspect": (value) =>
    `"${escaped(value.replaceAll(/["\\]|#(?=[{$@])/g, "\\$&"), { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e", "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v", "\x01": "\\u0001", "\x7f": "\\x7F" })}"`,
  // core::char::escape_debug
  "Rust's `{:?}`": (value) =>
    `"${escaped(value.replaceAll(/["\\]/g, "\\$&"), { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x01": "\\u{1}", "\x07": "\\u{7}", "\x1b": "\\u{1b}", "\x7f": "\\u{7f}", "\b": "\\u{8}", "\f": "\\u{c}", "\v": "\\u{b}", "\u2028": "\\u{2028}", "\u2029": "\\u{2029}" })}"`,
  // Data::Dumper, `qquote`
  "Perl's Data::Dumper": (value) =>
    `"${escaped(
      value
        .replaceAll(/["\\$@]/g, "\\$&")
        .replaceAll(/[\xa0-\u{10ffff}]/gu, (letter) => `\\x{${letter.codePointAt(0)?.toString(16)}}`),
      {
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\f": "\\f",
        "\b": "\\b",
        "\x07": "\\a",
        "\x1b": "\\e",
        "\x01": "\\1",
        "\x7f": "\\177",
        "\v": "\\13",
      },
    )}"`,
  // Angular, HttpUrlEncodingCodec, STANDARD_ENCODING_REPLACEMENTS
  "Angular's HttpParams": (value) => encodeURIComponent(value).replaceAll(/%(40|3A|24|2C|3B|3D|3F|2F)/g, decodeURIComponent),
  // axios 1, `encode` in helpers/buildURL.js
  "axios's params": (value) =>
    encodeURIComponent(value)
      .replaceAll(/%(3A|24|2C)/gi, decodeURIComponent)
      .replaceAll("%20", "+"),
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

function goQuoted(value: string, which: RegExp): string {
  const simple: Record<string, string> = { "\x07": "a", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t", "\v": "v" };
  return Array.from(value.replaceAll(/["\\]/g, "\\$&"), (letter) => {
    const code = letter.codePointAt(0) as number;
    if (!which.test(letter)) return letter;
    if (simple[letter] !== undefined) return `\\${simple[letter]}`;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
  }).join("");
}
