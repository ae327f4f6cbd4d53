import { chmodSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { commandLine } from "../../support/command-line";
import { COPY_NAMES } from "../../support/copy-names";
import { git } from "../../support/git";

const file = (folder: string) => join(folder, ".streamlit/secrets.toml");

describe("toml-secrets check", () => {
  it("names the copies that editors leave: as a problem if git would take them or others can read them, else as a note", () => {
    const line = commandLine();
    line.run(["init"]);
    const others = ["secrets.example.toml", "secrets.toml.example", "config.toml", "notes~"];
    for (const name of [...COPY_NAMES, ...others]) {
      chmodSync(line.write(`project/.streamlit/${name}`, others.includes(name) ? "" : 'a = "canary"'), 0o600);
    }
    const look = () => JSON.parse(line.run(["check", "--json"]).stdout);
    const names = (list: { code: string; where: string }[]) =>
      list.filter(({ code }) => code === "LEFT_BY_EDITOR").map(({ where }) => basename(where));
    const { ok, notes } = look();
    expect({ ok, names: names(notes).sort() }).toEqual({ ok: true, names: [...COPY_NAMES].sort() });
    git(line.project, "init");
    expect(look().ok).toBe(true); // init has listed them
    rmSync(join(line.project, ".gitignore"));
    line.write("project/.gitignore", ".streamlit/secrets.toml\n");
    expect(names(look().problems).sort()).toEqual([...COPY_NAMES].sort());
    const { stdout } = line.run(["check"]);
    expect(stdout).toContain(
      "✖ .streamlit/secrets.toml~: it is a copy that an editor or a person left, with the secrets of that time; the next `git add .` adds it",
    );
    expect(stdout).toMatch(/ {4}Try: rm -- '\/.*\/secrets\.toml~'\n/);
    line.run(["init"]);
    expect(look().ok).toBe(true);
  });

  it("names what would be given away by a dev server, a package, and an image", () => {
    const line = commandLine();
    line.run(["init"]);
    chmodSync(line.writeProject('a = "canary"\n'), 0o600);
    line.write("project/package.json", '{ "name": "canary", "version": "1.0.0" }');
    line.write("project/.npmignore", "spec\n");
    line.write("project/vite.config.ts", "export default {};");
    line.write("project/Dockerfile", "FROM node:22\nCOPY . .\n");
    const { status, stdout } = line.run(["check"]);
    expect(status).toBe(1);
    expect(stdout).toContain(
      "✖ vite.config.ts: the dev server of Vite sends /.streamlit/secrets.toml to anyone who can reach it\n    Try: add the plugin",
    );
    expect(stdout).toContain(
      "✖ package.json: `npm publish` would put .streamlit/secrets.toml into the package\n    Try: add the line .streamlit to ",
    );
    expect(stdout).toContain("✖ Dockerfile: line 2, `COPY . .`, copies .streamlit/secrets.toml into the image");
    expect(stdout).toContain("3 problems.");
    rmSync(file(line.project));
    expect(line.run(["check", "--allow-missing"]).status).toBe(0); // there is nothing to give away
  });

  it("has nothing to say of an encrypted file", () => {
    const line = commandLine();
    line.run(["init", "--encrypted"]);
    line.run(["set", "a"], { input: "canary" });
    line.write("project/Dockerfile", "FROM node:22\nCOPY . .\n");
    line.write("project/vite.config.ts", "export default {};");
    expect(line.run(["check"]).stdout).toContain("No problems.");
  });
});
