import { execFileSync } from "node:child_process";

export const me = process.getuid?.() as number;

export const user = { uid: me, gid: process.getgid?.() as number };

export const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "protocol.file.allow=always", ...args], {
    cwd,
    stdio: "pipe",
  });
