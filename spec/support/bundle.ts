import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { sampled } from "./full";
import { copyPackage, installPackage } from "./install";
import { type Sandbox, sandbox } from "./sandbox";

const ALL_BUNDLERS = ["esbuild", "rollup", "vite", "webpack"] as const;
/** All of them with `SPEC_FULL=1`; else the fastest. */
export const BUNDLERS = sampled(ALL_BUNDLERS, ALL_BUNDLERS.length);
const TOOLS = [...ALL_BUNDLERS, "@rollup/plugin-commonjs", "@rollup/plugin-node-resolve"];

/** A project with the programs of `fixtures/bundles`, the bundlers, and the packed package. `linked` names packages that it finds. */
export function bundledProject(linked: readonly string[] = []): Sandbox {
  const box = sandbox();
  const install = linked.length === 0 ? installPackage : copyPackage; // bundlers follow a link, and look for packages from there
  install(box.project, [...TOOLS, ...linked]);
  cpSync(join(__dirname, "../fixtures/bundles"), box.project, { recursive: true });
  box.write("project/package.json", '{ "name": "app", "private": true }');
  return box;
}

/** Calls `bundle.mjs` of that project. */
export function bundle(box: Sandbox, ...args: string[]): void {
  const done = spawnSync(process.execPath, ["--no-warnings", "bundle.mjs", ...args], {
    cwd: box.project,
    env: { ...process.env, NODE_ENV: "production" }, // as `vite build` sets it, if jest has not
    encoding: "utf8",
    timeout: 120_000,
  });
  expect([done.status, done.stderr]).toEqual([0, expect.not.stringMatching(/error/i)]);
}
