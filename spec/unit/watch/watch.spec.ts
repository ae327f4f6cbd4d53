import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { checkFiles, FileNotFoundError, loadIfExists, type SecretsChange, watchSecrets } from "../../../lib";
import { sandbox, thrown } from "../../support/sandbox";

const until = async (condition: () => boolean) => {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 15_000) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const elsewhere = (script: string, cwd: string) => execFileSync("sh", ["-ec", script], { cwd });

describe("the option `watch`", () => {
  it("is the page's own case: nothing at first, a file later, and a restart required", async () => {
    const box = sandbox();
    const secrets = box.secrets({ watch: true });
    expect(thrown(() => secrets.a)).toBeInstanceOf(FileNotFoundError);
    elsewhere("mkdir project/.streamlit; echo 'a = \"canary-late\"' > project/.streamlit/secrets.toml", box.root);
    await until(() => box.warnings.length > 0);
    expect(box.warnings).toEqual([
      `restart required: ${join(box.project, ".streamlit/secrets.toml")} was created. The program keeps the secrets that it has loaded.`,
    ]);
    expect(thrown(() => secrets.a)).toBeInstanceOf(FileNotFoundError);
    expect(loadIfExists(secrets)).toBe(false);
  });

  it("changes no value under a running program", async () => {
    const box = sandbox();
    box.writeProject('a = "canary-first"\n');
    const changes: SecretsChange[] = [];
    const secrets = box.secrets({ watch: { onChange: (change) => changes.push(change) } });
    expect(secrets.a).toBe("canary-first");
    elsewhere("echo 'a = \"canary-second\"' > project/.streamlit/secrets.toml", box.root);
    await until(() => changes.length > 0);
    expect(changes).toEqual([{ path: join(box.project, ".streamlit/secrets.toml"), kind: "changed" }]);
    expect(secrets.a).toBe("canary-first");
    expect(box.env.a).toBe("canary-first");
    expect(box.warnings).toHaveLength(1);
  });

  it("watches on where the first load failed", async () => {
    const box = sandbox();
    box.writeProject('a = "canary-open\n');
    const secrets = box.secrets({ watch: true });
    expect(thrown(() => secrets.a).name).toBe("ParseError");
    elsewhere("echo 'a = \"canary-right\"' > project/.streamlit/secrets.toml", box.root);
    await until(() => box.warnings.length > 0);
    expect(box.warnings[0]).toContain("was changed");
    expect(thrown(() => secrets.a).name).toBe("ParseError");
  });

  it("misses nothing between the load and the time when the watcher is ready", async () => {
    const box = sandbox();
    box.writeProject("a = 1\n");
    const secrets = box.secrets({ watch: true });
    expect(secrets.a).toBe(1);
    box.writeProject("a = 2\n"); // at once
    await until(() => box.warnings.length > 0);
    expect(box.warnings[0]).toContain("was changed");
  });
});

describe("watchSecrets", () => {
  it("is of the places that were read, wherever the process is by then", async () => {
    const box = sandbox();
    const file = box.write("a/.streamlit/secrets.toml", 'key = "canary-a"\n');
    box.write("b/.streamlit/secrets.toml", 'key = "canary-b"\n');
    chmodSync(file, 0o644);
    chmodSync(box.root, 0o755);
    const before = process.cwd();
    try {
      process.chdir(join(box.root, "a"));
      const [secrets, none] = [box.secrets({ cwd: undefined }), box.secrets({ cwd: undefined, files: "none.toml" })];
      expect([secrets.key, "key" in none]).toEqual(["canary-a", false]);
      process.chdir(join(box.root, "b"));
      expect(checkFiles(secrets)).toEqual([expect.objectContaining({ code: "READABLE_BY_OTHERS", path: file })]);
      const watchers = [watchSecrets(secrets), watchSecrets(none)];
      await Promise.all(watchers.map(({ ready }) => ready));
      for (const place of ["a", "b"]) box.write(`${place}/.streamlit/secrets.toml`, 'key = "canary-new"\n');
      for (const place of ["a", "b"]) box.write(`${place}/none.toml`, "");
      await until(() => box.warnings.length >= 2);
      await Promise.all(watchers.map((watcher) => watcher.close()));
      expect(box.warnings.map((warning) => /required: (.*) was/.exec(warning)?.[1]).sort()).toEqual([
        file,
        join(box.root, "a/none.toml"),
      ]);
    } finally {
      process.chdir(before);
    }
  });

  it("loads nothing", async () => {
    const box = sandbox();
    const secrets = box.secrets();
    const watcher = watchSecrets(secrets);
    await watcher.ready;
    await watcher.close();
    box.writeProject('a = "canary-after"\n');
    expect(secrets.a).toBe("canary-after");
  });

  it("is silent after it was closed", async () => {
    const box = sandbox();
    const watcher = watchSecrets(box.secrets());
    await watcher.ready;
    elsewhere("mkdir project/.streamlit; echo a=1 > project/.streamlit/secrets.toml", box.root);
    await watcher.close();
    const other = watchSecrets(box.secrets());
    await other.ready;
    elsewhere("echo a=2 > project/.streamlit/secrets.toml", box.root);
    await until(() => box.warnings.length > 0);
    await other.close();
    expect(box.warnings).toHaveLength(1);
  });

  it("is ready for whoever waits for it, also where it was closed before", async () => {
    const box = sandbox();
    const watcher = watchSecrets(box.secrets());
    await watcher.close();
    await watcher.ready;
    await watcher.close();
  });

  it("warns through the process where nobody else listens", async () => {
    const box = sandbox();
    const warned: unknown[][] = [];
    process.emitWarning = ((...args: unknown[]) => warned.push(args)) as typeof process.emitWarning;
    const watcher = watchSecrets(box.secrets({ warn: undefined }));
    await watcher.ready;
    elsewhere("mkdir project/.streamlit; echo a=1 > project/.streamlit/secrets.toml", box.root);
    await until(() => warned.length > 0);
    await watcher.close();
    expect(warned).toEqual([[expect.stringContaining("was created"), "TomlSecretsWarning"]]);
  });
});
