import { SourceError } from "../../../lib";
import { sandbox } from "../../support/sandbox";

describe("variables of one value each", () => {
  it("may nest as deep as a document, and no deeper", () => {
    const box = sandbox();
    box.env[`SECRETS__${Array(500).fill("A").join("__")}`] = "canary-a";
    expect(Object.keys(box.secrets())).toEqual(["a"]);
    box.env[`SECRETS__${Array(501).fill("B").join("__")}`] = "canary-b";
    expect(() => Object.keys(box.secrets())).toThrow(SourceError);
    expect(() => Object.keys(box.secrets())).toThrow("nests deeper than 500 levels");
  });

  it("that hold JSON nest no deeper either", () => {
    const box = sandbox();
    box.writeProject("list = []\n[t.u]\n");
    const json = (levels: number) => '{"a":'.repeat(levels) + 1 + "}".repeat(levels);
    for (const [name, value] of Object.entries({ SECRETS__T__U: json(498), SECRETS__LIST: "[".repeat(499) + "]".repeat(499) })) {
      const deeper = value.startsWith("[") ? `[${value}]` : json(499);
      expect(Object.keys(box.secrets({ env: { [name]: value } }))).toEqual(["list", "t"]);
      expect(() => Object.keys(box.secrets({ env: { [name]: deeper } }))).toThrow(`${name}: it nests deeper than 500 levels`);
    }
  });

  it("take a look at each key of a section once, however many there are", () => {
    const box = sandbox();
    box.writeProject(`[Big]\n${Array.from({ length: 3000 }, (_, index) => `Key-${index} = 1\n`).join("")}`);
    for (let index = 0; index < 3000; index++) box.env[`SECRETS__BIG__KEY_${index}`] = "2";
    const keys = jest.spyOn(Object, "keys");
    expect(box.secrets()["Big"]["Key-2999"]).toBe(2);
    expect(keys.mock.calls.length).toBeLessThan(3000);
  });

  it("match in any case and with dashes; the key in the same case counts more", () => {
    const box = sandbox();
    box.writeProject('[my-section]\nApi-Key = "canary-a"\napi_key = "canary-b"\n');
    box.env["SECRETS__MY_SECTION__API_KEY"] = "canary-c";
    box.env["SECRETS__NEW__X"] = "canary-d";
    box.env["SECRETS__new__Y"] = "canary-e";
    const secrets = box.secrets();
    expect(secrets["my-section"]).toEqual({ "Api-Key": "canary-a", api_key: "canary-c" });
    expect(secrets["new"]).toEqual({ x: "canary-d", y: "canary-e" });
  });
});

it.each([
  'api_key = "canary-7d21-qq"',
  "[db]\npassword = 'canary-7d21-qq'",
  '# secrets\napi_key = "canary-7d21-qq"\n',
  "db.port=5432 # canary-7d21-qq",
])("a document in SECRETS_FILES, or in the option files, is not shown as a path: %j", (document) => {
  const box = sandbox();
  for (const act of [
    () => box.secrets({ env: { SECRETS_FILES: document } })["a"],
    () => box.secrets({ files: document })["a"],
    () => box.secrets({ files: ["a.toml", document] })["a"],
  ]) {
    expect(act).toThrow(/contains the text of a document[\s\S]*SECRETS_TOML/);
    expect(act).toThrow(expect.not.objectContaining({ stack: expect.stringContaining("canary") }));
  }
});
