import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fakeCommand } from "./programs";

/** A fake `op`, and what it was called with. */
export interface FakeOp {
  readonly path: string;
  /** For PATH. */
  readonly folder: string;
  /** The verb of each call: `read` or `inject`. */
  verbs(): string[];
}

/**
 * A command made from the documentation of 1Password's `op`: `op read [--no-newline] [--] <reference>` and `op inject` from standard input.
 * It knows each item but those whose name contains `absent`; `{{ … }}` of one that is absent makes all of `inject` fail, and its error
 * quotes a secret. FAKE_OP=locked is a session that has ended, FAKE_OP=slow never answers.
 */
export function fakeOp(folder: string): FakeOp {
  const path = fakeCommand(folder, "op", PROGRAM);
  return {
    path,
    folder,
    verbs() {
      try {
        const lines = readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
        return lines.map((line) => JSON.parse(line)[0]);
      } catch {
        return []; // never called
      }
    },
  };
}

const PROGRAM = `
const end = (text) => { process.stderr.write("[ERROR] 2026/01/01 00:00:00 " + text + " canary-in-the-error\\n"); process.exit(1); };
const value = (reference) => {
  const [vault, item, ...field] = reference.replace("op://", "").split("/");
  if (!item || field.length === 0 || field.length > 2) end("invalid secret reference '" + reference + "'");
  if (item.includes("absent")) end('could not read secret ' + reference + ': "' + item + '" isn\\'t an item in the "' + vault + '" vault');
  return "canary-of-" + reference.slice(5);
};
const [verb, ...rest] = process.argv.slice(2);
if (process.env.FAKE_OP === "locked") end("You are not currently signed in. Please run \`op signin --help\` for instructions");
if (process.env.FAKE_OP === "slow") setInterval(() => {}, 1000);
else if (verb === "read") process.stdout.write(value(rest.at(-1)) + (rest.includes("--no-newline") ? "" : "\\n"));
else if (verb === "inject") {
  const template = require("node:fs").readFileSync(0, "utf8");
  process.stdout.write(template.replace(/\\{\\{\\s*(op:[^}]*?)\\s*\\}\\}/g, (_all, reference) => value(reference)));
} else end("unknown command " + verb);
`;
