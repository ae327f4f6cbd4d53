import type { Command } from "commander";
import type { CliContext } from "../context";

/** Shared by the descriptions of all commands. */
export interface Describer {
  readonly cli: CliContext;
  /** Runs a command; its exit code is the program's. */
  act(act: () => number | Promise<number>): Promise<void>;
  command(usage: string, description: string): Command;
  /** With `-f`, for a command that reads secrets. */
  withSources(command: Command): Command;
  /** With `-f` and `--global`, for a command that writes to one file. */
  withTarget(command: Command): Command;
  readonly program: Command;
}

/** A list that is separated by commas; the option may be given again. */
export function splitNames(names: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  ];
}

export function example(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}
