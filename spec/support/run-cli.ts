import { Readable } from "node:stream";
import { runCli } from "../../lib/cli/program/program";
import { type Sandbox, sandbox } from "./sandbox";

/** A project in which commands run within the process of the spec: no key, no home folder of anybody. */
export interface CliBox extends Sandbox {
  run(args: readonly string[], options?: { env?: Record<string, string>; input?: string; cwd?: string }): Promise<Result>;
  file(): string;
}

export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function cliBox(): CliBox {
  const box = sandbox();
  return {
    ...box,
    file: () => require("node:fs").readFileSync(`${box.project}/.streamlit/secrets.toml`, "utf8"),
    async run(args, { env = {}, input = "", cwd = box.project } = {}) {
      let [out, err] = ["", ""];
      const output = (add: (text: string) => void) => ({
        write: (text: string | Uint8Array) => add(Buffer.from(text as string).toString()),
        writeOrThrow: async (text: string) => add(text),
        isTerminal: false,
        hasColors: false,
      });
      const code = await runCli(args, {
        cwd,
        env: { PATH: process.env.PATH, HOME: box.home, XDG_CONFIG_HOME: `${box.home}/.config`, ...env },
        user: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
        stdin: Readable.from([Buffer.from(input)]),
        stdout: output((text) => {
          out += text;
        }),
        stderr: output((text) => {
          err += text;
        }),
      } as Parameters<typeof runCli>[1]);
      return { code, out, err };
    },
  };
}
