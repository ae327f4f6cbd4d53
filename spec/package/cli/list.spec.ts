import { join } from "node:path";
import { commandLine } from "../../support/command-line";

const GLOBAL = 'api_key = "canary-g7k2m9"\nunused = true\n';
const PROJECT = `api_key = "canary-p4x8q1"
PATH = "canary-path"
born = 1979-05-27
[db]
user = "canary-u3w6z5"
"odd key" = 12345678901234567890
[[hosts]]
name = "canary-h9r2t7"
tags = ["canary-t1"]
`.replace("12345678901234567890", "1234567890123456789");

function project() {
  const line = commandLine();
  line.writeGlobal(GLOBAL);
  line.writeProject(PROJECT);
  return line;
}

describe("toml-secrets list", () => {
  it("shows the keys, their kinds, where they are from, what they hide, what is exported, and no value", () => {
    const { status, stdout, stderr } = project().run(["list"], { env: { SECRETS__DB__USER: "canary-v8n4" } });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      [
        "KEY          KIND     FROM",
        "api_key      string   .streamlit/secrets.toml:1    exported, hides ~/.streamlit/secrets.toml:1",
        "unused       boolean  ~/.streamlit/secrets.toml:2",
        "PATH         string   .streamlit/secrets.toml:2",
        "born         date     .streamlit/secrets.toml:3",
        "db           section  .streamlit/secrets.toml:4",
        "  user       string   SECRETS__DB__USER            hides .streamlit/secrets.toml:5",
        '  "odd key"  number   .streamlit/secrets.toml:6',
        "hosts        list     .streamlit/secrets.toml:7",
        "  [0]        section  .streamlit/secrets.toml:7",
        "    name     string   .streamlit/secrets.toml:8",
        "    tags     list     .streamlit/secrets.toml:9",
        "",
      ].join("\n"),
    );
    expect(stdout).not.toMatch(/canary|g7k2|p4x8|123456789|1979/);
  });

  it("is JSON for scripts, with whole paths", () => {
    const line = project();
    const entries = JSON.parse(line.run(["list", "--json"]).stdout);
    expect(entries[0]).toEqual({
      key: "api_key",
      path: ["api_key"],
      kind: "string",
      origin: { where: join(line.project, ".streamlit/secrets.toml"), line: 1, kind: "file" },
      hides: [{ where: join(line.home, ".streamlit/secrets.toml"), line: 1 }],
      exported: true,
    });
    expect(entries.find(({ key }: { key: string }) => key === 'db."odd key"')).toMatchObject({
      path: ["db", "odd key"],
      exported: false,
    });
    expect(JSON.stringify(entries)).not.toMatch(/canary/);
  });

  it("lets no name of a key or a place steer the terminal", () => {
    const line = commandLine();
    line.writeProject('"\\u001b[2Jclear\\u202e" = 1\n');
    line.write("project/od\u001bd/k", "canary");
    const { stdout } = line.run(["list", "-f", ".streamlit/secrets.toml", "-f", "od\u001bd"]);
    expect(stdout).toContain("\\u001b[2Jclear\\u202e");
    expect(stdout).toContain("od\\u001bd");
    for (const character of ["\u001b", "\u202e"]) expect(stdout).not.toContain(character);
  });
});
