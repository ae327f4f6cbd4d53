import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine } from "../../support/command-line";
import { keyPair } from "../../support/encrypted";

/* A private key that is printed and stored nowhere: a file must not need it if nobody has got it. */

const alice = keyPair();
const itOnLinux = process.platform === "linux" ? it : it.skip;

function project() {
  const line = commandLine();
  line.writeProject('a = "canary-a"\n');
  Object.assign(line.processEnv, { SECRETS_AGE_KEY: alice.secret, NODE: process.execPath, BIN: line.bin });
  const shell = (script: string) => {
    const { stderr } = spawnSync("sh", ["-c", script], { cwd: line.project, env: line.processEnv, encoding: "utf8" });
    return { stderr, status: readFileSync(join(line.project, "status"), "utf8").trim() };
  };
  return { ...line, shell, text: () => readFileSync(join(line.project, ".streamlit/secrets.toml"), "utf8") };
}

/** Standard output with a reader that is gone, and on a disk that is full. */
const LOST = [
  ["a pipe that nobody reads", (command: string) => `{ sleep 0.3; "$NODE" "$BIN" ${command}; echo $? > status; } | :`],
  ["a disk that is full", (command: string) => `"$NODE" "$BIN" ${command} > /dev/full; echo $? > status`],
] as const;

describe.each(LOST)("to %s", (_where, script) => {
  itOnLinux.each([["recipients add ci --generate"], ["encrypt --recovery"]])("%s changes nothing, and says so", (command) => {
    const line = project();
    if (command.startsWith("recipients")) expect(line.run(["encrypt"])).toMatchObject({ status: 0 });
    const before = line.text();
    const { stderr, status } = line.shell(script(command));
    expect([status, stderr]).toEqual(["2", expect.stringContaining("so the file was not changed")]);
    expect(line.text()).toBe(before);
  });
});

itOnLinux("a reader that closes the pipe of another command is no error", () => {
  const line = project();
  expect(line.shell('{ sleep 0.3; "$NODE" "$BIN" list; echo $? > status; } | :')).toEqual({ status: "0", stderr: "" });
});
