import { redact } from "../../../lib";
import { loaded } from "../../support/redaction";
import { sandbox, thrown } from "../../support/sandbox";

describe("redact", () => {
  const cases: [string, (value: string) => string][] = [
    ["as it is", (value) => value],
    ["in JSON", (value) => JSON.stringify({ value })],
    ["in a URL", (value) => `https://x/?q=${encodeURIComponent(value)}&z`],
    ["in a form", (value) => new URLSearchParams({ value }).toString().replaceAll("%22", "%22")],
    ["in base64", (value) => Buffer.from(value).toString("base64")],
    ["in base64 after one byte", (value) => Buffer.from(`:${value}:`).toString("base64")],
    ["in base64 after two bytes", (value) => Buffer.from(`u:${value}`).toString("base64")],
    ["in base64url", (value) => Buffer.from(value).toString("base64url")],
    ["in hex", (value) => Buffer.from(value).toString("hex")],
    ["in HEX", (value) => Buffer.from(value).toString("hex").toUpperCase()],
  ];

  it.each(cases)("masks a value %s", (_how, form) => {
    const secrets = loaded();
    for (const value of [
      "canary-key-9f8e7d",
      'canary "quoted" \\ back',
      "canary with blank/ä",
      "canary-in-list",
      "canary-in-deep",
    ]) {
      const text = `before ${form(value)} after`;
      const masked = redact(text, secrets);
      expect(masked).toMatch(/^before .*\[redacted\].* after$/);
      // What is left beside the mask is less than four characters of what stood there.
      const left = masked
        .replace(/^before /, "")
        .replace(/ after$/, "")
        .split("[redacted]");
      const form64 = form(value);
      if (/^[\w+/=-]+$/.test(form64)) for (const part of left) expect(part.length).toBeLessThan(4 + 4);
      expect(masked).not.toContain(value);
    }
  });

  it("masks each line of a key file, and numbers that are long enough", () => {
    const secrets = loaded();
    expect(redact("  MIIBcanary0123456789abcdef\n", secrets)).toBe("  [redacted]\n");
    expect(redact("id 987654321.", secrets)).toBe("id [redacted].");
  });

  it("leaves a common word alone, whatever white space it has around it", () => {
    expect(redact("connected to postgres\n", loaded('kind = "postgres\\n"\n'))).toBe("connected to postgres\n");
  });

  it("leaves alone what can't be told from ordinary text", () => {
    const text = "pin 12345, 42, true, 1979-05-27, username on localhost --------";
    expect(redact(text, loaded())).toBe(text);
  });

  it("never damages JSON", () => {
    const secrets = loaded('a = "1"\nb = "true"\nc = "x"\nd = "canary-7f3a2b"\n');
    const json = JSON.stringify({ one: 1, yes: true, x: "x", token: "canary-7f3a2b" });
    expect(JSON.parse(redact(json, secrets))).toEqual({ one: 1, yes: true, x: "x", token: "[redacted]" });
  });

  it("masks the longest, and what overlaps as one", () => {
    const secrets = loaded('a = "canary-abc"\nb = "canary-abcdef"\nc = "defghijk"\n');
    expect(redact("canary-abcdef!", secrets)).toBe("[redacted]!");
    expect(redact("canary-abcdefghijk!", secrets)).toBe("[redacted]!");
    expect(redact("canary-abccanary-abc", secrets)).toBe("[redacted][redacted]");
  });

  it("loads nothing: before the first read there is nothing to mask", () => {
    const box = sandbox();
    const secrets = box.secrets();
    expect(redact("canary-late", secrets)).toBe("canary-late");
    box.writeProject('a = "canary-late"\n');
    expect(secrets.a).toBe("canary-late");
    expect(redact("canary-late", secrets)).toBe("[redacted]");
    expect(redact("canary-late")).toBe("canary-late"); // the default instance, which has read nothing
    expect(thrown(() => redact("x", {}))).toBeInstanceOf(TypeError);
    const trap = () => {
      throw new Error("canary-trap");
    };
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    for (const given of [new Proxy({}, { getPrototypeOf: trap, get: trap }), revoked.proxy, new Error("x"), ["x"], Symbol("x")])
      expect(thrown(() => redact(given as string))).toMatchObject({ message: expect.stringContaining("redact takes a string") });
  });

  it("masks bytes in base64 and hex", () => {
    const box = sandbox();
    const bytes = Buffer.from([0xfe, 0xed, 1, 2, 3, 4, 5, 6, 0xff]);
    box.write("mnt/keystore", bytes);
    const secrets = box.secrets({ files: `${box.root}/mnt` });
    expect(secrets.keystore).toHaveLength(9);
    expect(redact(`a ${bytes.toString("hex")} b ${bytes.toString("base64")} c`, secrets)).toBe("a [redacted] b [redacted] c");
  });
});
