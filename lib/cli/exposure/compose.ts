import { join, resolve } from "node:path";
import { namesIn, projectText } from "./secret-files";

/** A build of a container image. */
export interface Build {
  readonly dockerfile: string;
  /** The folder whose files the builder gets. */
  readonly context: string;
  /** The stage to build; `undefined` for the last. */
  readonly target: string | undefined;
}

const COMPOSE = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/;

/**
 * The builds that the Compose files of a folder name. Only the usual forms are read: `build: .`, `build: { context: . }`, and a block with
 * `context`, `dockerfile`, and `target`.
 */
export function buildsIn(folder: string): Build[] {
  return namesIn(folder)
    .filter((name) => COMPOSE.test(name))
    .flatMap((name) => buildsOf(projectText(join(folder, name)) ?? "", folder));
}

function buildsOf(text: string, folder: string): Build[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, ""));
  return lines.flatMap((line, at) => {
    const [, indent, rest] = /^(\s+)build\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (indent === undefined || rest === undefined) return [];
    if (rest === "") return [buildFrom(blockBelow(lines, at, indent.length), folder)];
    if (rest.startsWith("{")) return [buildFrom(rest.replace(/^\{|\}$/g, "").split(","), folder)];
    return [buildFrom([`context: ${rest}`], folder)];
  });
}

function blockBelow(lines: readonly string[], at: number, indent: number): string[] {
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line.trim() !== "" && line.search(/\S/) <= indent);
  return end < 0 ? rest : rest.slice(0, end);
}

function buildFrom(lines: readonly string[], folder: string): Build {
  const textFor = (key: string) => {
    const found = lines.map((line) => new RegExp(`^\\s*["']?${key}["']?\\s*:\\s*(.+?)\\s*$`).exec(line)?.[1]);
    return found.find((value) => value !== undefined)?.replace(/^(["'])(.*)\1$/, "$2");
  };
  const context = resolve(folder, textFor("context") ?? ".");
  return { context, dockerfile: resolve(context, textFor("dockerfile") ?? "Dockerfile"), target: textFor("target") };
}
