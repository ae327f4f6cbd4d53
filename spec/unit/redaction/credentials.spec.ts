import { matcherOfValues } from "../../../lib/redaction/matcher";
import { redactText } from "../../../lib/redaction/redact";

/* Formats of credentials: which parts of each are masked. */

/** What it is about, the secrets, a text, and the text as it is shown. */
const MASKED: [string, object, string, string][] = [
  ["hex lower", { a: "canary-9f8e" }, "63616e6172792d39663865", "[redacted]"],
  ["hex upper", { a: "canary-9f8e" }, "63616E6172792D39663865", "[redacted]"],
  ["hex mixed", { a: "canary-9f8e" }, "63616e6172792d39663865", "[redacted]"],
  ["secret in hex, text upper", { a: "9f8e7d6c5b4a39281706f5e4d3c2b1a0" }, "9F8E7D6C5B4A39281706F5E4D3C2B1A0", "[redacted]"],
  ["secret in hex, base64 in text", { a: "9f8e7d6c5b4a39281706f5e4d3c2b1a0" }, "n459bFtKOSgXBvXk08KxoA==", "[redacted]=="],
  ["secret base64, hex in text", { a: "Y2FuYXJ5AQLDvzlmOGU3ZA==" }, "63616e6172790102c3bf396638653764", "[redacted]"],
  ["secret base64, base64url in text", { a: "n/8+abcdCanary/+/9f8e==" }, "n_8-abcdCanary_-_9f8e", "[redacted]e"],
  ["secret base64 without padding in text", { a: "Y2FuYXJ5LTlmOGU3ZA==" }, "Y2FuYXJ5LTlmOGU3ZA", "[redacted]"],
  ["uuid upper", { a: "3f2504e0-4f89-11d3-9a0c-0305e82c3301" }, "3F2504E0-4F89-11D3-9A0C-0305E82C3301", "[redacted]"],
  ["uuid without dashes", { a: "3f2504e0-4f89-11d3-9a0c-0305e82c3301" }, "3f2504e04f8911d39a0c0305e82c3301", "[redacted]"],
  [
    "URL pw encoded in value, decoded in text",
    { u: "postgres://u:canary%40p%2Fw9@h/db" },
    "password canary@p/w9 wrong",
    "password [redacted] wrong",
  ],
  ["URL pw decoded form URL", { u: "postgres://u:canary%40p%2Fw9@h/db" }, "canary%40p%2Fw9", "[redacted]"],
  ["URL user only", { u: "https://canarytoken9f8e7d6c@h/db" }, "canarytoken9f8e7d6c", "[redacted]"],
  [
    "URL pw is word in URL",
    { u: "postgres://u:sunshine@h/db" },
    "postgres://u:sunshine@other/x",
    "postgres://u:[redacted]@other/x",
  ],
  [
    "URL with sslmode order differs",
    { u: "postgres://u:canary-pw9f8@h/db?a=1" },
    "postgres://u:canary-pw9f8@h/db",
    "postgres://u:[redacted]@h/db",
  ],
  ["query token of URL", { u: "https://h/p?token=canary9f8e7d6c5b" }, "token canary9f8e7d6c5b", "token [redacted]"],
  [
    "webhook path",
    { u: "https://hooks.slack.com/services/T0CANARY1/B0CANARY2/canaryXXXX9f8e7d6c5b4a" },
    "canaryXXXX9f8e7d6c5b4a",
    "[redacted]",
  ],
  ["fragment", { u: "https://h/#access_token=canary9f8e7d6c5b" }, "canary9f8e7d6c5b", "[redacted]"],
  [
    "JWT whole",
    {
      t: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJjYW5hcnktMSIsInJvbGUiOiJhZG1pbiJ9.canarySflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    },
    "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJjYW5hcnktMSIsInJvbGUiOiJhZG1pbiJ9.canarySflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    "Bearer [redacted]",
  ],
  [
    "JWT signature",
    {
      t: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJjYW5hcnktMSIsInJvbGUiOiJhZG1pbiJ9.canarySflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    },
    "canarySflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    "[redacted]",
  ],
  [
    "JWT payload part",
    {
      t: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJjYW5hcnktMSIsInJvbGUiOiJhZG1pbiJ9.canarySflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    },
    "eyJzdWIiOiJjYW5hcnktMSIsInJvbGUiOiJhZG1pbiJ9",
    "[redacted]",
  ],
  ["ADO string pw", { c: "Server=tcp:h,1433;Database=d;User ID=sa;Password=canaryP9f;Encrypt=true" }, "canaryP9f", "[redacted]"],
  ["ADO quoted pw", { c: 'Server=h;Password="canary;P9f";X=1' }, "canary;P9f", "[redacted]"],
  ["ADO single-quoted", { c: "Server=h;Pwd='canary;P9f'" }, "canary;P9f", "[redacted]"],
  ["ADO doubled quote", { c: 'Server=h;Password="canary""P9f"' }, 'canary"P9f', "[redacted]"],
  [
    "Azure AccountKey",
    {
      c: "DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=Y2FuYXJ5OWY4ZTdkNmM1YjRhMzkyODE3MDY=;EndpointSuffix=core.windows.net",
    },
    "Y2FuYXJ5OWY4ZTdkNmM1YjRhMzkyODE3MDY=",
    "[redacted]",
  ],
  [
    "SharedAccessKey",
    { c: "Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=canary9f8e7d6c5b4a=" },
    "canary9f8e7d6c5b4a=",
    "[redacted]",
  ],
  ["libpq dsn", { c: "host=h user=u password=canary9f8 dbname=d" }, "canary9f8", "[redacted]"],
  ["libpq quoted", { c: "host=h password='canary 9f8'" }, "canary 9f8", "[redacted]"],
  ["libpq escaped", { c: "host=h password='canary\\'9f8'" }, "canary'9f8", "[redacted]"],
  ["mysql DSN Go", { c: "user:canary9f8e@tcp(h:3306)/db?parseTime=true" }, "canary9f8e", "[redacted]"],
  ["redis url without user", { c: "redis://:canary9f8e@h:6379/0" }, "canary9f8e", "[redacted]"],
  ["mongodb multi hosts", { c: "mongodb://u:canary9f8e@a:1,b:2/d?replicaSet=r" }, "canary9f8e", "[redacted]"],
  ["jdbc", { c: "jdbc:postgresql://h/db?user=u&password=canary9f8e" }, "canary9f8e", "[redacted]"],
  ["jdbc sqlserver", { c: "jdbc:sqlserver://h;user=sa;password=canary9f8e" }, "canary9f8e", "[redacted]"],
  ["amqp vhost", { c: "amqps://u:canary9f8e@h/vh" }, "canary9f8e", "[redacted]"],
  ["sentry dsn", { c: "https://canary9f8e7d6c5b4a39281706@o1.ingest.sentry.io/42" }, "canary9f8e7d6c5b4a39281706", "[redacted]"],
  [
    "AWS id",
    { a: { aws_access_key_id: "AKIACANARY7EXAMPLE99", aws_secret_access_key: "canary/K7MDENG+bPxRfiCYEXAMPLEKEY9f8e" } },
    "AKIACANARY7EXAMPLE99",
    "[redacted]",
  ],
  [
    "AWS secret in URL",
    { a: "canary/K7MDENG+bPxRfiCYEXAMPLEKEY9f8e" },
    "?k=canary%2FK7MDENG%2BbPxRfiCYEXAMPLEKEY9f8e",
    "?k=[redacted]",
  ],
  [
    "AWS pair ini",
    { a: "[default]\naws_access_key_id = AKIACANARY7EXAMPLE99\naws_secret_access_key = canary/K7MDENG+bPxRfiCYEXAMPLEKEY9f8e" },
    "canary/K7MDENG+bPxRfiCYEXAMPLEKEY9f8e",
    "[redacted]",
  ],
  ["AWS pair id:secret", { a: "AKIACANARY7EXAMPLE99:canary/K7MDENG+bPxRfiCY9f8e" }, "canary/K7MDENG+bPxRfiCY9f8e", "[redacted]"],
  ["b64 JSON with value", { a: "canary-9f8e7d" }, "eyJ4IjoxLCJ2IjoiY2FuYXJ5LTlmOGU3ZCJ9", "eyJ4IjoxLCJ2Ijoi[redacted]J9"],
  ["b64 of JSON secret, inner", { a: "eyJwYXNzd29yZCI6ImNhbmFyeS05ZjhlN2QifQ==" }, "canary-9f8e7d", "[redacted]"],
  [
    "b64 JSON in JSON in b64",
    { a: "canary-9f8e7d" },
    "eyJhIjoiZXlKMklqb2lZMkZ1WVhKNUxUbG1PR1UzWkNKOSJ9",
    "eyJhIjoiZXlKMklqb2[redacted]KOSJ9",
  ],
  ["docker auth", { a: '{"auths":{"r.io":{"auth":"dTpjYW5hcnktOWY4ZTdk"}}}' }, "canary-9f8e7d", "[redacted]"],
  ["docker auth b64", { a: '{"auths":{"r.io":{"auth":"dTpjYW5hcnktOWY4ZTdk"}}}' }, "dTpjYW5hcnktOWY4ZTdk", "[redacted]"],
  ["basic auth value", { u: "admin", p: "canary-9f8e7d" }, "Basic YWRtaW46Y2FuYXJ5LTlmOGU3ZA==", "Basic YWRtaW46[redacted]=="],
  ["bearer value in key", { a: "Bearer canary-9f8e7d6c5b" }, "canary-9f8e7d6c5b", "[redacted]"],
  [
    "bearer lower",
    { a: "Bearer canary-9f8e7d6c5b" },
    "authorization: bearer canary-9f8e7d6c5b",
    "authorization: bearer [redacted]",
  ],
  ["basic header as value", { a: "Basic dTpjYW5hcnktOWY4ZTdk" }, "canary-9f8e7d", "[redacted]"],
  ["digits string within hex", { a: "98765432" }, "a98765432f", "a[redacted]f"],
  ["word in basic", { password: "sunshine" }, "Basic YWRtaW46c3Vuc2hpbmU=", "Basic YWRtaW46[redacted]="],
  ["word in curl -u", { password: "sunshine" }, "curl -u admin:sunshine https://h", "curl -u admin:[redacted] https://h"],
  [
    "pem one line b64",
    { k: "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary9f8e7d6c5b4a39281706f5e4\nd3c2b1a0canaryZZ\n-----END RSA PRIVATE KEY-----" },
    "MIIEcanary9f8e7d6c5b4a39281706f5e4d3c2b1a0canaryZZ",
    "[redacted]",
  ],
  [
    "pem short last line",
    { k: "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary9f8e7d6c5b4a39281706f5e4\ncanZZ9==\n-----END RSA PRIVATE KEY-----" },
    "MIIEcanary9f8e7d6c5b4a39281706f5e4\ncanZZ9==",
    "[redacted]==",
  ],
  [
    "pem rewrapped",
    { k: "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary9f8e7d6c5b4a39281706f5e4\nd3c2b1a0canaryZZ\n-----END RSA PRIVATE KEY-----" },
    "MIIEcanary9f8e7d6c5b\n4a39281706f5e4d3c2b1\na0canaryZZ",
    "[redacted]",
  ],
  [
    "pem as DER hex",
    { k: "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary9f8e7d6c5b4a39281706f5e4\nd3c2b1a0canaryZZ\n-----END RSA PRIVATE KEY-----" },
    "30820471a9daaf2f5ff1eedde9ce5be1adfddbcd7bd3a7f97b87777366f56b471a9daaf265",
    "[redacted]",
  ],
];

/** The same, if the text stays as it is. */
const LEFT: [string, object, string][] = [
  ["URL pw is word", { u: "postgres://u:sunshine@h/db" }, "the sunshine"],
  ["URL pw short", { u: "postgres://u:a1b2@h/db" }, "x a1b2 y"],
  [
    "URL host alone",
    { u: "postgres://u:canary-pw9f@db.internal.canary.example/app" },
    "connect ECONNREFUSED db.internal.canary.example:5432",
  ],
  [
    "JWT header part",
    {
      t: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJjYW5hcnktMSIsInJvbGUiOiJhZG1pbiJ9.canarySflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    },
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
  ],
  [
    "JWT decoded payload",
    {
      t: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJjYW5hcnktMSIsInJvbGUiOiJhZG1pbiJ9.canarySflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    },
    '{"sub":"canary-1","role":"admin"}',
  ],
  [
    "Azure AccountKey no false alarm",
    {
      c: "DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=Y2FuYXJ5OWY4ZTdkNmM1YjRhMzkyODE3MDY=;EndpointSuffix=core.windows.net",
    },
    "EndpointSuffix=core.windows.net",
  ],
  [
    "pem armour only",
    { k: "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary9f8e7d6c5b4a\n-----END RSA PRIVATE KEY-----" },
    "-----BEGIN RSA PRIVATE KEY-----",
  ],
];

describe("a credential of a known format", () => {
  it.each(MASKED)("%s is masked", (_what, secrets, text, shown) => {
    expect(redactText(text, matcherOfValues(secrets))).toBe(shown);
  });

  it.each(LEFT)("%s is left alone", (_what, secrets, text) => {
    expect(redactText(text, matcherOfValues(secrets))).toBe(text);
  });
});
