import { createMatcher } from "../../../lib/redaction/matcher";
import { needlesOf } from "../../../lib/redaction/needles";
import { redactText } from "../../../lib/redaction/redact";

describe("needles", () => {
  it("know their key, and are not made of what is no secret", () => {
    const needles = needlesOf({ db: { password: "canary-pass", port: 5432, ssl: "require" }, list: ["canary-item"] });
    expect(needles.find(({ text }) => text === "canary-pass")?.path).toEqual(["db", "password"]);
    expect(needles.find(({ text }) => text === "canary-item")?.path).toEqual(["list", 0]);
    expect(needles.some(({ text }) => text.includes("5432") || text === "require")).toBe(false);
  });

  it("grow with the values, and the walk over a text does not", () => {
    const table = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `key${index}`,
        `canary-${index.toString(36)}-${(index * 7919).toString(36)}-value`,
      ]),
    );
    const matcher = createMatcher(needlesOf(table));
    const text = `${"an ordinary line of a log, with nothing in it\n".repeat(20_000)}${table.key77}\n`;
    expect(redactText(text, matcher).endsWith("in it\n[redacted]\n")).toBe(true);
  });
});
