import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine } from "../support/command-line";

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

  it("takes a checkout with Windows line ends for up to date, and writes where it is told to", () => {
    const line = commandLine();
    line.writeProject('a = "canary"\n');
    line.run(["types", "--out", "types.d.ts"]);
    const file = join(line.project, "types.d.ts");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("\n", "\r\n"));
    expect(line.run(["types", "--out", "types.d.ts", "--check"]).status).toBe(0);
  });

  it("with --allow-missing lets pass whoever has no secrets, and leaves the file as it is", () => {
    const line = commandLine();
    const file = line.write("project/secrets.d.ts", "// of somebody who has some\n");
    expect(line.run(["types", "--check"])).toMatchObject({ status: 1, stderr: expect.stringContaining("there are no secrets") });
    for (const args of [["--check", "--allow-missing"], ["--allow-missing"]]) {
      const said = "there are no secrets; secrets.d.ts stays as it is\n";
      expect(line.run(["types", ...args])).toMatchObject({ status: 0, stdout: said });
    }
    expect(readFileSync(file, "utf8")).toBe("// of somebody who has some\n");
    line.writeProject("a = broken\n");
    expect(line.run(["types", "--check", "--allow-missing"]).status).toBe(1);
  });
});
