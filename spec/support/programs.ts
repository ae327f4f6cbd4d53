import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Are all these commands installed? If not, prints which is absent, because the specs that need it are skipped. */
export function has(...names: readonly string[]): boolean {
  const absent = names.filter((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0);
  if (absent.length > 0) process.stdout.write(`skipped: ${absent.join(", ")} not installed\n`);
  return absent.length === 0;
}

/** Does this command run? One of the PATH may not: `rustc` of rustup needs a compiler in the home folder. */
export function runs(command: string, ...args: readonly string[]): boolean {
  if (!has(command)) return false;
  const { status } = spawnSync(command, args, { stdio: "ignore", timeout: 60_000 });
  if (status !== 0) process.stdout.write(`skipped: ${command} does not run\n`);
  return status === 0;
}

/** A command made of a Node program. It writes its arguments, one JSON list a call, into `<folder>/calls`. Returns its path. */
export function fakeCommand(folder: string, name: string, program: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const record = `require("node:fs").appendFileSync(${JSON.stringify(join(folder, "calls"))}, JSON.stringify(process.argv.slice(2)) + "\\n");`;
  writeFileSync(path, `#!${process.execPath}\n${record}\n${program}\n`);
  chmodSync(path, 0o755);
  return path;
}
