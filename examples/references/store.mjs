/*
 * A made-up store, as a command: `node store.mjs db/login` prints one secret. It is locked as long as the file `locked` exists. It writes down each call.
 */
import { appendFileSync, existsSync } from "node:fs";

const SECRETS = {
  "api/token": "canary-token-of-the-store",
  "db/login": JSON.stringify({ username: "app", password: "canary-password-of-the-store" }),
};

const name = process.argv[2];
appendFileSync("calls", `${name}\n`);
if (existsSync("locked")) {
  console.error(`locked, so you do not get ${SECRETS[name]}`); // a store that says too much
  process.exitCode = 3;
} else if (SECRETS[name] === undefined) process.exitCode = 4;
else console.log(SECRETS[name]);
