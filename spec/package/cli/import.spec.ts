import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { toObject } from "../../../lib";
import { type CommandLine, commandLine } from "../../support/command-line";

const textOf = (line: CommandLine) => readFileSync(join(line.project, ".streamlit/secrets.toml"), "utf8");
const valuesOf = (line: CommandLine) => toObject(line.secrets({ exportEnv: false }));

/** What the tests of dotenv hold, in documents of our own: each kind of value, quote, comment, and line end. */
const ENV_FILES: readonly (readonly [string, string])[] = [
  ["plain values", "A=basic\n\nB=after_line\nEMPTY=\nE2=''\nE3=\"\"\nE4=``\n"],
  ["quotes", "A='single'\nB=\"double\"\nC=`back`\nD='  spaced  '\nE=\"  spaced  \"\nF=`  spaced  `\n"],
  [
    "quotes in quotes",
    `A='double "quotes" here'\nB="single 'quotes' here"\nC=\`both "q" and 'q'\`\nD="back \`ticks\`"\nE='{"a": "b"}'\n`,
  ],
  ["quotes that are not closed, or not at the ends", "A='open\nB=\"open\nC=it's\nD=say \"x\" now\nE=end'\n"],
  ["escapes", 'A="one\\ntwo\\r\\nthree"\nB=one\\ntwo\nC=\'one\\ntwo\'\nD="tab\\t \\\\ \\" x"\nE=`one\\ntwo`\n'],
  ["comments", "# A=no\nA=x # y #z\nB='# in' # out\nC=\"# in\" # out\nD=`# in` # out\nE=a#b\n  # indented\nF=#only\n"],
  ["equals signs and JSON", 'A=equals==\nB={"foo": "bar"}\nC=a=b=c\nD=postgres://u:p@h/db?x=1&y=2\n'],
  ["spaces", "A=   spaced out   \n   B = x\nC= 'y' \nD=\ttab\t\n  export E = z\nexport F=1\n"],
  ["many lines", 'A="ONE\nTWO\n# no comment\nTHREE"\nB=\'ONE\nTWO\'\nC=`ONE\n"TWO\'S"`\nD=after\n'],
  ["a key", `A="-----BEGIN canary-----\nMIIB\nabc+/=\n-----END canary-----"\nB="-----BEGIN\\nx\\n-----END"\n`],
  ["colons, dots, and dashes", "A: yaml\nA.B=dot\nA-B=dash\n1A=digit\n"],
  ["Windows line ends", "A=x\r\nB='y'\r\nC=\"one\r\ntwo\"\r\n# c\r\nD=z"],
  ["old Macintosh line ends", "A=x\rB=y\rC='z'"],
  ["the last one wins", "A=1\nB=2\nA=3\n"],
  ["not expanded", "A=$HOME\nB=${A}-x\nC='$5'\nD=p$ss\n"],
  ["other scripts", "A=пароль\nB='🔑 key'\nC=\"日本\"\n"],
  ["names of JavaScript", "constructor=1\ntoString=2\nhasOwnProperty=3\n"],
];

describe("toml-secrets import of .env", () => {
  it.each(ENV_FILES)("gives what dotenv gives: %s", (_, text) => {
    const line = commandLine();
    line.write("project/.env", text);
    expect(line.run(["import", ".env"])).toMatchObject({ status: 0, stderr: "" });
    expect(valuesOf(line)).toEqual({ ...parse(text) });
  });

  it.each([
    ["a byte order mark", Buffer.from("\ufeffA=canary-é\n")],
    ["UTF-16, little end first", Buffer.from("\ufeffA=canary-é\r\n", "utf16le")],
    ["UTF-16, big end first", Buffer.from("\ufeffA=canary-é\r\n", "utf16le").swap16()],
  ])("reads %s", (_, bytes) => {
    const line = commandLine();
    line.write("project/.env", bytes);
    expect(line.run(["import", ".env"]).status).toBe(0);
    expect(valuesOf(line)).toEqual({ A: "canary-é" });
  });

  it("takes comments along, and puts root keys above the first section", () => {
    const line = commandLine();
    line.writeProject("# mine\n[db]\nport = 1\n");
    line.write(
      "project/.env",
      "# lost: a line is between\n\n# the api\n# of staging\nexport API_KEY='can#ary' # live\nA=\"one\ntwo\" # end\n",
    );
    const { stdout } = line.run(["import", ".env"]);
    expect(stdout).toContain("imported 2 keys from .env into .streamlit/secrets.toml\n  added: API_KEY, A\n");
    expect(textOf(line)).toBe(
      "# the api\n# of staging\nAPI_KEY = \"can#ary\" # live\nA = '''\none\ntwo''' # end\n\n# mine\n[db]\nport = 1\n",
    );
  });

  it("names keys that exist and keeps them, unless --overwrite", () => {
    const line = commandLine();
    line.writeProject("A = 'canary-1' # x\nB = 'canary-2'\n");
    line.write("project/.env", "A=canary-9\nB=canary-2\nC=canary-3\n");
    const kept = line.run(["import", ".env"]);
    expect(kept.stdout).toContain(
      "  added: C\n  already the same: B\n  kept as it was, because it exists with another value: A\n",
    );
    expect(textOf(line)).toBe("A = 'canary-1' # x\nB = 'canary-2'\nC = \"canary-3\"\n");
    expect(line.run(["import", "--overwrite", ".env"]).stdout).toContain("  replaced: A\n");
    expect(textOf(line)).toBe('A = "canary-9" # x\nB = \'canary-2\'\nC = "canary-3"\n');
  });

  it("names lines that dotenv skips, and values that somebody may expect to be expanded", () => {
    const line = commandLine();
    line.write("project/.env", "A=1\nsecret words canary-7\nURL=postgres://${USER}@h\n");
    const { stdout } = line.run(["import", ".env"]);
    expect(stdout).toContain("line 2 of .env is not NAME=value");
    expect(stdout).toContain("a $ in URL stays a $");
    expect(stdout).not.toContain("canary");
  });

  it("puts all into a section, reads standard input, and takes several files", () => {
    const line = commandLine();
    line.write("project/one.env", "A=1\nB=1\n");
    line.run(["import", "--section", "pay.live", "one.env", "-"], { input: "B=2\n" });
    expect(textOf(line)).toBe('[pay.live]\nA = "1"\nB = "2"\n');
  });
});

describe("toml-secrets import of JSON", () => {
  it("makes sections of objects, and keeps kinds", () => {
    const line = commandLine();
    const table = {
      a: "canary-1",
      n: 1,
      f: 1.5,
      b: true,
      list: [1, ["x"], { y: 1 }],
      empty: {},
      db: { port: 5432, "odd key": { x: "'''" } },
    };
    line.write("project/s.json", JSON.stringify(table));
    expect(line.run(["import", "s.json"])).toMatchObject({ status: 0, stderr: "" });
    expect(valuesOf(line)).toEqual(table);
    expect(textOf(line)).toContain('[db]\nport = 5432\n\n[db."odd key"]\nx = "\'\'\'"\n');
  });

  it.each([
    ['{"a": {"b": null}}', 2, '"a"."b": TOML has no null'],
    ['{"a": 12345678901234567890}', 2, "too large to be kept exactly"],
    ['{"a": "canary-broken}', 1, "it is not valid JSON"],
    ["[1]", 1, "it is not a JSON object"],
  ])("refuses %s", (text, status, message) => {
    const line = commandLine();
    line.write("project/s.json", text);
    const ended = line.run(["import", "s.json"]);
    expect(ended).toMatchObject({ status, stderr: expect.stringContaining(message) });
    expect(ended.stderr).not.toContain("canary");
  });

  it.each([
    [["none.env"], 1, "there is no such file"],
    [["."], 1, "it is a folder"],
    [["x.yaml"], 2, "is YAML"],
    [["empty.env"], 2, "there is nothing to import"],
    [["bytes.env"], 1, "it is not UTF-8 text"],
  ])("refuses %j", (files, status, message) => {
    const line = commandLine();
    line.write("project/x.yaml", "a: canary-1\n");
    line.write("project/empty.env", "# A=1\n");
    line.write("project/bytes.env", Buffer.from([0x41, 0x3d, 0xff, 0xff]));
    expect(line.run(["import", ...files])).toMatchObject({ status, stderr: expect.stringContaining(message) });
  });
});
