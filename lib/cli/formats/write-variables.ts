import { randomUUID } from "node:crypto";
import * as util from "node:util";
import { parse } from "dotenv";

/*
 * Variables in the formats of other programs. Each format has values that it can't express; a writer then returns the reason.
 */

/** The text of one variable, or the reason why the format can't express it. */
type VariableText = { readonly text: string } | { readonly reason: string };

export type VariableFormat = "env" | "shell" | "docker" | "kubernetes" | "github";

/** How each format writes a variable. */
export const WRITERS: Readonly<Record<VariableFormat, (name: string, value: string) => VariableText>> = {
  env: (name, value) => {
    if (!/^[A-Za-z_][\w.-]*$/.test(name)) return { reason: "a name in a .env file has letters, digits, _, . and - only" };
    const text = quotedForEnv(name, value);
    return text === undefined
      ? { reason: "no quotes of dotenv and node --env-file can contain this value" }
      : { text: `${text}\n` };
  },

  shell: (name, value) => {
    if (!/^[A-Za-z_]\w*$/.test(name)) return { reason: "a shell's variable has letters, digits and _ only" };
    if (SHELL_READ_ONLY.includes(name)) return { reason: "bash has a variable of that name which can't be changed" };
    return { text: `export ${name}='${value.replaceAll("'", "'\\''")}'\n` };
  },

  docker: (name, value) => {
    if (/[\s#]/.test(name)) return { reason: "a name in docker's --env-file has no space and no #" };
    if (/[\n]/.test(value)) return { reason: "docker's --env-file takes one line for a value, and this one has several" };
    if (value.endsWith("\r")) return { reason: "docker's --env-file drops the carriage return at its end" };
    const text = `${name}=${value}`;
    return Buffer.byteLength(text) >= DOCKER_LINE
      ? { reason: "docker's --env-file takes lines of less than 64 kB" }
      : { text: `${text}\n` };
  },

  kubernetes: (name, value) => {
    if (!/^[-._a-zA-Z0-9]{1,253}$/.test(name) || name === "." || name.startsWith("..")) {
      return { reason: "a key of a Kubernetes Secret has letters, digits, -, _ and . only" };
    }
    return { text: `  ${JSON.stringify(name)}: ${JSON.stringify(Buffer.from(value).toString("base64"))}\n` };
  },

  github: (name, value) => {
    if (/[\r\n=<]/.test(name) || name.trim() !== name)
      return { reason: "a name in $GITHUB_ENV has no =, no < and no line break" };
    if (/^(?:GITHUB_|RUNNER_)/i.test(name)) return { reason: "GitHub keeps names that begin with GITHUB_ or RUNNER_ for itself" };
    const delimiter = `toml-secrets-${randomUUID()}`;
    return { text: `${name}<<${delimiter}\n${value}\n${delimiter}\n` };
  },
};

const DOCKER_LINE = 64 * 1024;
const SHELL_READ_ONLY = ["UID", "EUID", "PPID", "BASHOPTS", "SHELLOPTS", "BASH_VERSINFO"];

/** Uses the first quotes with which both readers return the value. */
function quotedForEnv(name: string, value: string): string | undefined {
  const escaped = value.replaceAll("\n", "\\n");
  const bodies = [value.includes("\n") ? `"${escaped}"` : "", `'${value}'`, `\`${value}\``, `"${value}"`, `"${escaped}"`, value];
  return bodies
    .filter((body) => body !== "" || value === "")
    .map((body) => `${name}=${body}`)
    .find((line) => isReadBack(line, name, value));
}

/** Tests the text between two other variables too, because a reader may look for the end of a value in the next line. */
function isReadBack(line: string, name: string, value: string): boolean {
  const before = "BEFORE__='a'\n";
  const after = "\nAFTER__='b'\n# '\"`\n";
  const readers = [parse, ...(util.parseEnv === undefined ? [] : [util.parseEnv])]; // Node 20.12 and later
  return readers.every((read) => {
    const found = read(before + line + after) as Record<string, string>;
    return found[name] === value && found.BEFORE__ === "a" && found.AFTER__ === "b" && Object.keys(found).length === 3;
  });
}

/** A whole document: for Kubernetes, a manifest around the variables. */
export function documentOf(format: VariableFormat, variables: string, name: string): string {
  if (format !== "kubernetes") return variables;
  const head = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${JSON.stringify(name)}\ntype: Opaque\n`;
  return variables === "" ? `${head}data: {}\n` : `${head}data:\n${variables}`;
}
