import { execFileSync } from "node:child_process";

/** Settings that a spec must not read from the machine. `protocol.file.allow` lets a submodule be a folder. */
export const GIT_SETTINGS = [
  "init.defaultBranch=main",
  "user.name=x",
  "user.email=x@example.com",
  "protocol.file.allow=always",
].flatMap((setting) => ["-c", setting]);

/** Runs git in a folder and returns what it prints. @throws if git fails. */
export const git = (cwd: string, ...args: string[]): string =>
  execFileSync("git", [...GIT_SETTINGS, ...args], { cwd, stdio: "pipe", encoding: "utf8" });
