import { type CommandLine, commandLine } from "./command-line";
import { git } from "./git";

export const PROJECT = `
api_key = "canary-k7 with \\"quotes\\""
port = 5432
short = "abc"
[db]
password = "canary-p4x8q1ä"
pem = """
-----BEGIN CANARY-----
MIIBcanary0123456789abcdef
-----END CANARY-----
"""
`;

export const PASSWORD = "canary-p4x8q1ä";

export const KEY = 'canary-k7 with "quotes"';

export function project(toml = PROJECT): CommandLine {
  const line = commandLine();
  line.writeProject(toml);
  return line;
}

/** The same in a git repository that ignores its secrets. */
export function repository(): CommandLine {
  const line = project();
  git(line.project, "init");
  line.write("project/.gitignore", ".streamlit\nnode_modules\n");
  git(line.project, "add", ".");
  git(line.project, "commit", "-m", "first");
  return line;
}

export interface Hit {
  where: string;
  line: number;
  column: number;
  key: string;
}

export const json = (line: CommandLine, args: readonly string[], options = {}) =>
  JSON.parse(line.run(["scan", ...args, "--json"], options).stdout) as { ok: boolean; found: Hit[] } & Record<string, unknown>;

export const spots = (report: { found: Hit[] }) => report.found.map(({ where, line, key }) => `${where}:${line} ${key}`);
