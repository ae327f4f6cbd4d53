import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { installPackage } from "./install";
import { type Sandbox, sandbox } from "./sandbox";

/** What a command wrote and how it ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project with the packed package in it, and its command. */
export interface CommandLine extends Sandbox {
  readonly bin: string;
  readonly processEnv: NodeJS.ProcessEnv;
  run(args: readonly string[], options?: { input?: string; env?: NodeJS.ProcessEnv; cwd?: string }): Ended;
}

export function commandLine(linked: readonly string[] = []): CommandLine {
  const box = sandbox();
  const bin = join(installPackage(box.root, linked), "dist/cli/bin.js");
  const processEnv = { PATH: process.env.PATH, HOME: box.home, USERPROFILE: box.home };
  return {
    ...box,
    bin,
    processEnv,
    run: (args, { input = "", env = {}, cwd = box.project } = {}) =>
      spawnSync(process.execPath, [bin, ...args], {
        cwd,
        env: { ...processEnv, ...env },
        input,
        encoding: "utf8",
        maxBuffer: Number.POSITIVE_INFINITY,
      }),
  };
}

/** The same on a terminal of its own, if the system has `script`. stdout and stderr are one text. */
export function onTerminal(line: CommandLine, args: readonly string[], env: NodeJS.ProcessEnv = {}, before = ""): Ended {
  const quoted = [process.execPath, line.bin, ...args].map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
  const options = {
    cwd: line.project,
    env: { ...line.processEnv, TERM: "xterm-256color", ...env },
    encoding: "utf8",
    input: "",
  } as const; // a question reads the end of the input
  return spawnSync("script", ["-qec", before + quoted, "/dev/null"], options);
}

/** Starts it, waits until it has written `until`, acts, and waits for its end. */
export async function started(
  line: CommandLine,
  args: readonly string[],
  until: string,
  act: (pid: number) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [line.bin, ...args], { cwd: line.project, env: line.processEnv, stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  let acted = false;
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    if (acted || !stdout.includes(until)) return;
    acted = true;
    act(child.pid as number);
  });
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once("close", (...end) => resolve(end));
  });
  return { status, signal, stdout, stderr };
}
