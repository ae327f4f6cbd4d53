import { spawnSync } from "node:child_process";

/** What takes longer is not waited for. */
export const PATIENCE_MS = 20_000;

/** How long a whole process takes, in ms. @throws where it fails (a program that did nothing is quick) or takes too long. */
export function millisecondsOf(node, args, { cwd, home }) {
  const began = process.hrtime.bigint();
  const { status, error } = spawnSync(node, args, { cwd, env: environment(home), stdio: "ignore", timeout: PATIENCE_MS });
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  if (status !== 0) throw error ?? new Error(`it ended with ${status}: ${args.join(" ")}`);
  return took;
}

/** What a program measured itself: the JSON that it printed. */
export function measuredBy(node, args, { cwd, home }) {
  const { status, stdout, stderr, error } = spawnSync(node, args, { cwd, env: environment(home), encoding: "utf8" });
  if (status !== 0) throw error ?? new Error(`it ended with ${status}: ${args.join(" ")}\n${stderr}`);
  return JSON.parse(stdout);
}

/** As little as can be: reading the environment is one of the things that are measured. */
export function environment(home) {
  return { PATH: process.env.PATH, HOME: home, USERPROFILE: home };
}
