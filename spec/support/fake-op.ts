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
 * A command made from the documentation of 1Password's `op`: `op read [--no-newline] [--] <reference>` and `op inject` from
 * standard input. It knows every item except those whose name contains `absent`, in every vault except `denied`. `inject`
 * replaces `{{ … }}` with a reference of the documented characters, leaves others as they are, replaces `$VARIABLE`, and fails as
 * a whole if one reference is wrong. Each of its errors quotes a secret. OP_SERVICE_ACCOUNT_TOKEN must begin with `ops_`.
 * FAKE_OP=locked is a session that has ended, FAKE_OP=slow never answers.
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
  const fail = (why) => end("could not read secret '" + reference + "': " + why);
  const [vault, item, ...field] = reference.slice(5).split("?")[0].split("/");
  if (!item || field.length === 0 || field.length > 2) fail("invalid secret reference");
  if (!/^[\\w .\\/-]+$/.test([vault, item, ...field].join("/"))) fail("invalid character in secret reference");
  if (vault === "denied") fail('"denied" isn\\'t a vault in this account. Specify the vault with its ID or name.');
  if (item.includes("absent")) fail('"' + item + '" isn\\'t an item in the "' + vault + '" vault. Specify the item with its UUID, name, or domain.');
  if (item === "multi") return "canary-line\\n{{ op://v/i/a }}\\n$HOME \\n";
  return "canary-of-" + reference.slice(5);
};
const [verb, ...rest] = process.argv.slice(2);
const { OP_SERVICE_ACCOUNT_TOKEN: token, FAKE_OP } = process.env;
if (FAKE_OP === "locked") end("You are not currently signed in. Please run \`op signin --help\` for instructions");
if (token !== undefined && !token.startsWith("ops_")) end("error initializing client: Validation: (failed to session.DecodeSACredentials)");
if (FAKE_OP === "slow") setInterval(() => {}, 1000);
else if (verb === "read") process.stdout.write(value(rest.at(-1)) + (rest.includes("--no-newline") ? "" : "\\n"));
else if (verb === "inject") {
  const template = require("node:fs").readFileSync(0, "utf8").replace(/\\$(\\w+)/g, (_all, name) => process.env[name] ?? "");
  process.stdout.write(template.replace(/\\{\\{ *(op:\\/\\/[\\w .\\/?=-]*?) *\\}\\}/g, (_all, reference) => value(reference)));
} else end("unknown command " + verb);
`;
