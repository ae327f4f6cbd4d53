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
  ["html nbsp", { a: "canary 9f8e7d" }, "canary&nbsp;9f8e7d"],
];

describe("a value", () => {
  it.each(MASKED)("%s is masked", (_what, secrets, text, shown) => {
    expect(redactText(text, matcherOfValues(secrets))).toBe(shown);
  });

  it.each(LEFT)("%s is left alone", (_what, secrets, text) => {
    expect(redactText(text, matcherOfValues(secrets))).toBe(text);
  });
});
