import { matcherOfValues } from "../../../lib/redaction/matcher";
import { redactText } from "../../../lib/redaction/redact";

/* Which values are masked, and where. */

/** What it is about, the secrets, a text, and the text as it is shown. */
const MASKED: [string, object, string, string][] = [
  ["common prefix, short then long", { a: "canary-abc", b: "canary-abc-9f8e7d" }, "x canary-abc-9f8e7d y", "x [redacted] y"],
  ["common prefix, only prefix", { a: "canary-abc", b: "canary-abc-9f8e7d" }, "x canary-abc-9f y", "x [redacted]-9f y"],
  ["value within value", { a: "9f8e7d6c", b: "canary-9f8e7d6c-x" }, "9f8e7d6c canary-9f8e7d6c-x", "[redacted] [redacted]"],
  ["value is suffix", { a: "canary-9f8e7d", b: "9f8e7d" }, "canary-9f8e7d", "[redacted]"],
  ["overlapping", { a: "canary-abcdef", b: "defghijkl9" }, "canary-abcdefghijkl9", "[redacted]"],
  ["six random", { a: "x9$kQz" }, "a x9$kQz b", "a [redacted] b"],
  ["leading and trailing space", { a: "  canary-9f8e  " }, "[canary-9f8e]", "[[redacted]]"],
  ["NFD of NFC", { a: "canary-pässwörd-é" }, "canary-pa\u0308sswo\u0308rd-e\u0301", "[redacted]"],
  ["NFC of NFD", { a: "canary-pa\u0308sswo\u0308rd-e\u0301" }, "canary-pässwörd-é", "[redacted]"],
  ["number as text", { a: 98765432 }, "code 98765432.", "code [redacted]."],
  ["a round number that is a PIN", { pin: 300000 }, "pin 300000.", "pin [redacted]."],
  ["the rare name of a setting", { db_host: "canary-db-9f8e7d6c5b4a39" }, "canary-db-9f8e7d6c5b4a39", "[redacted]"],
  [
    "the name of a host that is not technical",
    { host: "canary-db", db: { name: "canary-orders" } },
    "canary-db canary-orders",
    "[redacted] [redacted]",
  ],
  [
    "a title that is not technical",
    { title: "canary title", topic: "canary.orders" },
    "canary title, canary.orders",
    "[redacted], [redacted]",
  ],
  ["a model with a name of its own", { model: "canary-model" }, "canary-model", "[redacted]"],
  ["word in curl -u", { password: "sunshine" }, "curl -u admin:sunshine https://h", "curl -u admin:[redacted] https://h"],
  ["a value that begins with a quote, in JSON,", { a: '"canary-9f8e7dtrue' }, '"\\"canary-9f8e7dtrue"', '"[redacted]"'],
  ["phone string", { a: "+4915198765432" }, "+4915198765432", "[redacted]"],
  ["word password in JSON", { password: "sunshine" }, '{"password":"sunshine"}', '{"password":"[redacted]"}'],
  ["word password env", { password: "sunshine" }, "PASSWORD=sunshine", "PASSWORD=[redacted]"],
  ["word password cli", { password: "sunshine" }, "--password sunshine", "--password [redacted]"],
  ["word password cli =", { password: "sunshine" }, "--password=sunshine", "--password=[redacted]"],
  ["word password header", { password: "sunshine" }, "X-Api-Token: sunshine", "X-Api-Token: [redacted]"],
  ["word in yaml", { password: "sunshine" }, "  password: sunshine\n", "  password: [redacted]\n"],
  ["word in inspect", { password: "sunshine" }, "{ password: 'sunshine' }", "{ password: '[redacted]' }"],
  ["word in escaped JSON", { password: "sunshine" }, '"{\\"password\\":\\"sunshine\\"}"', '"{\\"password\\":\\"[redacted]\\"}"'],
  ["word with digit", { password: "sunshine1" }, "sunshine1", "[redacted]"],
  ["two words", { password: "correct horse" }, "correct horse", "[redacted]"],
  ["word in form", { password: "sunshine" }, "user=a&password=sunshine&x=1", "user=a&password=[redacted]&x=1"],
  ["changeme", { password: "changeme" }, "password=changeme", "password=[redacted]"],
  ["line of multi-line", { a: "user=admin\npw=canary9f8e7d6c5b4a39\n" }, "pw=canary9f8e7d6c5b4a39", "[redacted]"],
  ["CRLF in text", { a: "canary-1\ncanary-2x" }, "canary-1\r\ncanary-2x", "[redacted]"],
  ["CRLF in value", { a: "canary-1\r\ncanary-2x" }, "canary-1\ncanary-2x", "[redacted]"],
  ["escaped \\n value real text", { a: "canary-1\\ncanary-2x" }, "canary-1\ncanary-2x", "[redacted]"],
  ["+ for space", { a: "canary 9f8e7d" }, "canary+9f8e7d", "[redacted]"],
  ["space for +", { a: "canary+9f8e7d" }, "canary 9f8e7d", "[redacted]"],
  ["double slash", { a: "canary//9f8e7d" }, "canary\\/\\/9f8e7d", "[redacted]"],
  ["windows path", { a: "C:\\canary\\new9\\x41" }, "C:\\\\canary\\\\new9\\\\x41", "[redacted]"],
  ["regex special", { a: "canary.*(9f8e)$" }, "canary.*(9f8e)$", "[redacted]"],
  ["$& in value", { a: "canary$&$1-9f" }, "canary$&$1-9f", "[redacted]"],
  ["value contains mask", { a: "canary-[redacted]-x" }, "canary-[redacted]-x", "[redacted]"],
  [
    "a short random name",
    { name: "x7Kp2m", host: "a1b2c3", license: "tR7!pQ" },
    "x7Kp2m a1b2c3 tR7!pQ",
    "[redacted] [redacted] [redacted]",
  ],
  ["symbols under a key of a name", { title: "xK9#mQ2$vL7@nR4" }, "xK9#mQ2$vL7@nR4", "[redacted]"],
  ["a token with a technical word", { header: "test_9f8e7d" }, "test_9f8e7d", "[redacted]"],
];

/** Places for a password that is an ordinary word. */
const WORD_PLACES: [string, string][] = [
  ["mysql -uroot -p", "monkey db"],
  ["sshpass -p ", "monkey ssh host"],
  ["CREATE USER app IDENTIFIED BY '", "monkey'"],
  ["<password>", "monkey</password>"],
  ["the password is ", "monkey"],
  ["password '", "monkey' is wrong"],
  ['"password" "', 'monkey"'],
  ["password\t", "monkey"],
  ["machine h login u password ", "monkey"],
  ["DB_PW=", "monkey"],
  ['{"name":"DB_PASSWORD","value":"', 'monkey"}'],
  ["- name: DB_PASSWORD\n  value: ", "monkey\n"],
];

/** The same, if the text stays as it is. */
const LEFT: [string, object, string][] = [
  ["equal to a key name", { api_token: "api_token" }, "api_token=1"],
  ["equal to another key's name", { db: { password: "username" }, username: "canary-u1" }, '{"username":"x"}'],
  ["short", { a: "ab1" }, "ab1"],
  ["five chars", { a: "x9$kQ" }, "x9$kQ"],
  ["spaces only", { a: "        " }, "a          b"],
  ["one char repeated", { a: "xxxxxxxx" }, "xxxxxxxx"],
  ["two chars", { a: "------>" }, "------>"],
  ["number with separators", { a: 98765432 }, "98,765,432"],
  ["number float form", { a: 98765432 }, "98765432.0"],
  ["number in exp", { a: 1e21 }, "1e+21"],
  ["number within", { a: 987654 }, "1987654"],
  ["word capitalised", { password: "Sunshine" }, "Sunshine"],
  ["word list level", { level: "warning" }, '{"level":"warning"}'],
  ["word psql error", { password: "sunshine" }, 'password authentication failed for user "sunshine"'],
  ["password is password", { password: "password" }, '{"password":"password"}'],
  ["upper-case text of lower value", { a: "canary-9f8e7d" }, "CANARY-9F8E7D"],
  ["zero width inside", { a: "canary-9f8e7d" }, "canary-9f\u200b8e7d"],
  ["tab vs space", { a: "canary 9f8e7d" }, "canary\t9f8e7d"],
  ["nbsp", { a: "canary 9f8e7d" }, "canary\u00a09f8e7d"],
  [
    "the name of a setting",
    { model: "gpt-4o-mini", smtp_host: "smtp.gmail.com", api_version: "2023-10-16" },
    "gpt-4o-mini smtp.gmail.com 2023-10-16",
  ],
  ["a round number", { timeout_ms: 300000, max_upload: 10485760, ttl: 604800 }, "300000 10485760 604800"],
  [
    "a published credential",
    { client_id: "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com" },
    "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com",
  ],
  ["a date", { start: "2024-01-31", at: "2024-01-31T10:20:30.123Z" }, "2024-01-31 2024-01-31T10:20:30.123Z"],
  ["the format of a date", { date_format: "YYYY-MM-DD", b: "%Y-%m-%d" }, "YYYY-MM-DD %Y-%m-%d"],
  [
    "a time, a version, a size, and a schedule",
    { a: "08:30:00", b: "3.11.4", c: "1920x1080", d: "0 */6 * * *" },
    "08:30:00 3.11.4 1920x1080 0 */6 * * *",
  ],
  ["a colour", { accent: "#336699" }, "color: #336699"],
  ["a private address", { a: "192.168.1.17", b: "10.0.0.0/16" }, "192.168.1.17 10.0.0.0/16"],
  ["a type of content", { accept: "text/html; charset=utf-8" }, "text/html; charset=utf-8"],
  ["a path of the system", { log: "/var/log/app.log" }, "/var/log/app.log"],
  ["an address on this computer", { redis: "redis://localhost:6379/0" }, "redis://localhost:6379/0"],
  ["an alphabet", { a: "0123456789abcdef", b: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" }, "0123456789abcdef ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["one digit in base64", { a: "0000000000000000" }, "0000000000000000"],
  ["a power of two", { max: 2147483647 }, "2147483647"],
  [
    "a description in a JSON value",
    { a: '{"type":"service_account","method":"client_secret_post"}' },
    "service_account client_secret_post",
  ],
  ["a description", { app_name: "My Application", authMethod: "client_secret_post" }, "My Application client_secret_post"],
  ["a description of a credential", { token_type: "Bearer", password_encoding: "base64" }, "token: Bearer, password: base64"],
  ["a model", { model: "claude-3-5-sonnet-20241022" }, "claude-3-5-sonnet-20241022"],
  ["a type of a language", { token: "string" }, "interface A { token: string }"],
  ["an option in code", { password: "options" }, "connect({ password: options.password })"],
  ["a word in the path of a URL", { a: "https://example.com/webhook" }, "the webhook of https://example.com/webhook"],
  ["html nbsp", { a: "canary 9f8e7d" }, "canary&nbsp;9f8e7d"],
];

describe("a value", () => {
  it.each(WORD_PLACES)("that is a word is masked after %j", (before, after) => {
    const shown = redactText(before + after, matcherOfValues({ password: "monkey" }));
    expect(shown).toBe(before + after.replace("monkey", "[redacted]"));
  });

  it.each(MASKED)("%s is masked", (_what, secrets, text, shown) => {
    expect(redactText(text, matcherOfValues(secrets))).toBe(shown);
  });

  it.each(LEFT)("%s is left alone", (_what, secrets, text) => {
    expect(redactText(text, matcherOfValues(secrets))).toBe(text);
  });
});
