/*
 * Tries one set-up, in a process of its own, and prints what came of it as one line of JSON: `node try-one.mjs <file> <index>`.
 * With `record` after that it prints the names that were asked for and are not there instead, and who asked.
 */
import { createRequire } from "node:module";
import { inspect } from "node:util";
import { ourErrorIn } from "./tools.mjs";

const TIMEOUT_MS = 30_000;
const library = createRequire(import.meta.url)("../../dist/index.js");
const [file, index, record] = process.argv.slice(2);
const { default: cases } = await import(`./cases/${file}.mjs`);
const { name, toml, use, printed, bare, refuses } = cases[index];
const isClient = ["databases", "services", "web"].includes(file);

let ownError; // what the package did with it is its business, and often nothing
for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, (error) => (ownError ??= ourErrorIn(error)));

const copy = await outcomeOf(library.toObject(secretsOf()));
if (record) {
  const { recordingOf } = await import("./recording.mjs");
  const asked = new Map();
  await outcomeOf(recordingOf(library.toObject(secretsOf()), asked));
  print({ name, asked: Object.fromEntries(asked) });
} else if (isClient) {
  const section = verdictOn(await outcomeOf(secretsOf()));
  const spread = verdictOn(await outcomeOf(spreadOf(secretsOf())));
  print({ name, section, spread, copy: verdictOn(copy) });
} else {
  print({ name, object: verdictOn(await outcomeOf(secretsOf())) });
}
process.exit(0);

function print(result) {
  process.stdout.write(`\n${JSON.stringify(result)}\n`);
}

function secretsOf() {
  const SECRETS_TOML = typeof toml === "function" ? toml() : toml;
  return library.createSecrets({ files: [], env: { SECRETS_TOML }, exportEnv: false });
}

/** Each section at the root spread, as a program does that hands it over. */
function spreadOf(secrets) {
  return Object.fromEntries(Object.entries(secrets).map(([key, value]) => [key, { ...value }]));
}

async function outcomeOf(handedOver) {
  ownError = undefined;
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came of it in ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  try {
    const got = await Promise.race([use(handedOver), late]);
    await new Promise((resolve) => setTimeout(resolve, 20)); // for what fails a little later
    if (ownError !== undefined) throw ownError;
    return { got: JSON.stringify(got) };
  } catch (error) {
    return { error: ownError ?? ourErrorIn(error) ?? error };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * It works if it comes to what a plain copy comes to, or, of what prints, to something without a value. An error is clear if it
 * names who asked and says what to hand over.
 */
function verdictOn(outcome) {
  if (refuses)
    return outcome.error?.name === "DataCloneError" || /could not be cloned/.test(outcome.error) ? works() : fails(outcome);
  if (outcome.error !== undefined) {
    const { message } = outcome.error;
    const isClear = /(asked for it|tried to)\n/.test(message) && message.includes("toObject(");
    return isClear ? { is: "clear error", why: message.split("\n")[0] } : fails(outcome);
  }
  if (bare) return /pasword|SECRETS_TOML|toObject/.test(outcome.got) ? { is: "shows the message", why: outcome.got } : works();
  if (printed) return outcome.got.includes("canary") ? { is: "shows values", why: outcome.got } : works();
  return outcome.got === copy.got ? works() : fails(outcome);
}

function works() {
  return { is: "works" };
}

function fails({ got, error }) {
  return { is: "fails", why: error === undefined ? `${got} instead of ${copy.got ?? inspect(copy.error)}` : inspect(error) };
}
