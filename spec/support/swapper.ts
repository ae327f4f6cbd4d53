import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/*
 * Another process that changes secrets as fast as it can while they are read. It works in memory if there is such a file system,
 * because a swap takes some 50 µs there, which is less than a read.
 */

/** The kubelet's way: a new folder, `..data_tmp` renamed over `..data`, and then the old folder is gone. */
export const ROTATE = (keys: readonly string[]) => `
  const next = "..generation_" + count;
  fs.mkdirSync("mnt/" + next);
  for (const key of ${JSON.stringify(keys)}) fs.writeFileSync("mnt/" + next + "/" + key, "generation-" + count);
  fs.symlinkSync(next, "mnt/..data_tmp");
  fs.renameSync("mnt/..data_tmp", "mnt/..data");
  if (old) fs.rmSync("mnt/" + old, { recursive: true });
  old = next;`;

/** A folder that is a link, which is changed to lead elsewhere. */
export const RELINK = (keys: readonly string[]) => `
  const next = "release_" + count;
  fs.mkdirSync(next);
  for (const key of ${JSON.stringify(keys)}) fs.writeFileSync(next + "/" + key, "generation-" + count);
  fs.symlinkSync(next, "tmp");
  fs.renameSync("tmp", "mnt");
  if (old) fs.rmSync(old, { recursive: true });
  old = next;`;

/** An ordinary file, replaced by rename. */
export const REPLACE = `
  const value = JSON.stringify("generation-" + count);
  fs.writeFileSync("tmp", "first = " + value + "\\n" + "# filler\\n".repeat(2000) + "last = " + value + "\\n");
  fs.renameSync("tmp", "secrets.toml");`;

export interface Race {
  /** The number of swaps while `act` ran. */
  readonly swaps: number;
  readonly seconds: number;
}

/** Runs `act` in a folder of its own while another process swaps there; it stops when `act` is done. */
export async function whileSwapping(swap: string, act: (root: string) => void): Promise<Race> {
  const root = realpathSync(mkdtempSync(join(inMemory() ?? tmpdir(), "toml-secrets-")));
  const script = `
    const fs = require("fs");
    let old, stopped = false, count = 0;
    process.on("SIGTERM", () => { stopped = true; });
    ${swap.includes('"mnt/"') ? 'fs.mkdirSync("mnt");' : ""}
    (function burst() {
      for (let turn = 0; turn < 20; turn++) {
        count++;
        ${swap}
      }
      console.log(count);
      if (!stopped) setImmediate(burst);
    })();`;
  const swapper = spawn(process.execPath, ["-e", script], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let counted = "";
  swapper.stdout.on("data", (chunk) => {
    counted += chunk;
  });
  await new Promise((resolve) => swapper.stdout.once("data", resolve));
  const before = performance.now();
  let milliseconds = 0;
  try {
    act(root);
  } finally {
    milliseconds = performance.now() - before;
    swapper.kill("SIGTERM");
    await new Promise((resolve) => swapper.once("close", resolve));
    rmSync(root, { recursive: true, force: true });
  }
  return { swaps: Number(counted.trim().split("\n").at(-1)), seconds: milliseconds / 1000 };
}

function inMemory(): string | undefined {
  try {
    rmSync(mkdtempSync("/dev/shm/toml-secrets-"), { recursive: true });
    return "/dev/shm";
  } catch {
    return undefined;
  }
}
