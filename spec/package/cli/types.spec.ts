import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine } from "../../support/command-line";

describe("toml-secrets types", () => {
  it("writes names and kinds with their origin, and no value", () => {
    const line = commandLine();
    line.writeGlobal('api_key = "canary-k4"\n');
    line.writeProject('[db]\nuser = "canary-u"\nport = 5432\n');
    expect(line.run(["types"], { env: { SECRETS__TOKEN: "canary-t" } })).toMatchObject({ status: 0, stderr: "" });
    const text = readFileSync(join(line.project, "secrets.d.ts"), "utf8");
    expect(text.slice(text.indexOf("  interface"))).toBe(`  interface SecretsShape {
    /** from ~/.streamlit/secrets.toml */
    readonly api_key: string;
    /** from .streamlit/secrets.toml */
    readonly db: {
      readonly user: string;
      readonly port: number;
    };
    /** from SECRETS__TOKEN */
    readonly token: string;
  }
}
`);
    expect(readdirSync(line.project).sort()).toEqual([".streamlit", "secrets.d.ts"]); // nothing is left over
  });

  it("with --check fails where the file is not there or not up to date, and writes nothing", () => {
    const line = commandLine();
    line.writeProject('a = "canary"\n');
    expect(line.run(["types", "--check"])).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("npx toml-secrets types"),
    });
    expect(readdirSync(line.project)).toEqual([".streamlit"]);
    line.run(["types"]);
    expect(line.run(["types", "--check"])).toMatchObject({ status: 0, stdout: "secrets.d.ts is up to date\n" });
    line.writeProject('# another line\na = "another value"\n');
    expect(line.run(["types", "--check"]).status).toBe(0);
    line.writeProject("a = 1\n");
    expect(line.run(["types", "--check"]).status).toBe(1);
  });

  it("with --check does not mind where the secrets are from", () => {
    const line = commandLine();
    const toml = 'a = "canary"\n';
    line.writeProject(toml);
    line.run(["types", "--out", "src/types/secrets.d.ts"]);
    const check = (SECRETS_TOML: string) =>
      line.run(["types", "--out", "src/types/secrets.d.ts", "--check"], { env: { SECRETS_TOML } }).status;
    expect(check(toml)).toBe(0);
    expect(check("b = 1")).toBe(1);
    line.run(["types", "--out", "src/types/secrets.d.ts"], { env: { SECRETS_TOML: toml } });
    expect(readFileSync(join(line.project, "src/types/secrets.d.ts"), "utf8")).toContain("/** from SECRETS_TOML */");
  });

  it("takes a checkout with Windows line ends for up to date, and writes where it is told to", () => {
    const line = commandLine();
    line.writeProject('a = "canary"\n');
    line.run(["types", "--out", "types.d.ts"]);
    const file = join(line.project, "types.d.ts");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("\n", "\r\n"));
    expect(line.run(["types", "--out", "types.d.ts", "--check"]).status).toBe(0);
  });

  it("writes to nothing that was put in its way", () => {
    const line = commandLine();
    line.writeProject('"$(touch pwned)" = "canary"\n');
    const target = line.write("home/.bashrc", "# the user's own\n");
    line.link("project/secrets.d.ts.tmp", target);
    line.link("project/secrets.d.ts", target);
    expect(line.run(["types"]).status).toBe(0);
    expect(lstatSync(join(line.project, "secrets.d.ts")).isFile()).toBe(true);
    expect(readFileSync(target, "utf8")).toBe("# the user's own\n");
    expect(readdirSync(line.project).sort()).toEqual([".streamlit", "secrets.d.ts", "secrets.d.ts.tmp"]);
  });

  it.each([
    ["folder", "it is a folder"],
    ["link", "it is a folder"],
    ["plain/secrets.d.ts", "the system refused (EEXIST)"],
    ["plain/more/secrets.d.ts", "the system refused (ENOTDIR)"],
  ])("says why it can't write to %s, and leaves nothing over", (out, reason) => {
    const line = commandLine();
    line.writeProject('a = "canary"\n');
    line.write("project/plain", "");
    mkdirSync(join(line.project, "folder"));
    line.link("project/link", "folder");
    const { status, stderr } = line.run(["types", "--out", out]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining(`error: cannot write ${join(line.project, out)}: ${reason}\n  Try: `),
    });
    expect(readdirSync(line.project).sort()).toEqual([".streamlit", "folder", "link", "plain"]);
  });

  it("with --allow-missing lets pass whoever has no secrets, and leaves the file as it is", () => {
    const line = commandLine();
    const file = line.write("project/secrets.d.ts", "// of somebody who has some\n");
    expect(line.run(["types", "--check"])).toMatchObject({ status: 1, stderr: expect.stringContaining("there are no secrets") });
    for (const args of [["--check", "--allow-missing"], ["--allow-missing"]]) {
      const said = "there are no secrets; secrets.d.ts is left unchanged\n";
      expect(line.run(["types", ...args])).toMatchObject({ status: 0, stdout: said });
    }
    expect(readFileSync(file, "utf8")).toBe("// of somebody who has some\n");
    line.writeProject("a = broken\n");
    expect(line.run(["types", "--check", "--allow-missing"]).status).toBe(1);
  });
});
