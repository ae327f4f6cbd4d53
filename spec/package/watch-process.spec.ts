import { spawnSync } from "node:child_process";
import { installPackage } from "../support/install";
import { sandbox } from "../support/sandbox";

describe("a process that watches", () => {
  const run = (code: string) => {
    const box = sandbox();
    installPackage(box.root);
    box.writeProject("a = 1\n");
    const file = box.write("project/program.cjs", code);
    return spawnSync(process.execPath, [file], {
      cwd: box.project,
      encoding: "utf8",
      env: { ...process.env, HOME: box.home },
      timeout: 30_000,
    });
  };

  it("ends when its work is done", () => {
    const { status, stdout } = run(`
      const { createSecrets, watchSecrets, secrets } = require("toml-secrets");
      createSecrets({ watch: true }).a;
      watchSecrets().ready.then(() => console.log("ready", secrets.a));
      setTimeout(() => {}, 500);`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "ready 1\n" });
  });

  it("is told of each change once, also where what is told throws", () => {
    const { status, stdout } = run(`
      const { mkdirSync, writeFileSync } = require("fs");
      const { watchSecrets } = require("toml-secrets");
      process.on("uncaughtException", ({ message }) => console.log(message));
      const watcher = watchSecrets(undefined, { warn() {}, onChange({ path, kind }) { throw new Error(kind + path.slice(-24)); } });
      setTimeout(() => watcher.close(), 1500);
      watcher.ready.then(() => {
        writeFileSync(".streamlit/secrets.toml", "a = 2");
        setTimeout(() => {
          mkdirSync("../home/.streamlit");
          writeFileSync("../home/.streamlit/secrets.toml", "a = 1");
        }, 500);
      });`);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "changed/.streamlit/secrets.toml\ncreated/.streamlit/secrets.toml\n",
    });
  });

  it("has no handle left after close(), and loads chokidar only when it watches", () => {
    const { status, stdout } = run(`
      const { secrets, watchSecrets } = require("toml-secrets");
      const chokidar = () => Object.keys(require.cache).some((file) => file.includes("chokidar"));
      secrets.a;
      const before = chokidar();
      const watcher = watchSecrets();
      watcher.ready.then(() => watcher.close()).then(() => setTimeout(() => {
        console.log(before, chokidar(), process.getActiveResourcesInfo());
      }, 100));`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "false true [ 'Timeout' ]\n" }); // the program's own
  });
});
