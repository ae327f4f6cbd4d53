/*
 * Loaded before a command: at the nth call of the file system that changes something, the process is killed (FAULT_KILL=n), or
 * the call fails (FAULT_FAIL=n, with FAULT_CODE). FAULT_COUNT names a file that gets the number of calls. Half of a write is done
 * first.
 */
const fs = require("node:fs");
const { appendFileSync, writeSync } = fs;

const NAMES = [
  "openSync",
  "writeFileSync",
  "writeSync",
  "fsyncSync",
  "closeSync",
  "renameSync",
  "rmSync",
  "unlinkSync",
  "mkdirSync",
  "symlinkSync",
  "fchmodSync",
  "fchownSync",
  "appendFileSync",
];
const { FAULT_KILL, FAULT_FAIL, FAULT_CODE, FAULT_COUNT, FAULT_AFTER } = process.env;
let calls = 0;
let within = false;
if (FAULT_COUNT) process.on("exit", () => appendFileSync(FAULT_COUNT, String(calls)));

for (const name of NAMES) {
  const original = fs[name];
  fs[name] = function faulty(...args) {
    const isRead = name === "openSync" && (args[1] === undefined || args[1] === "r");
    if (within || isRead || process.exitCode !== undefined) return original.apply(this, args);
    calls++;
    if (String(calls) === FAULT_FAIL) throw Object.assign(new Error("a fault"), { code: FAULT_CODE });
    if (String(calls) === FAULT_KILL) {
      if (FAULT_AFTER) original.apply(this, args);
      else if (name === "writeFileSync" && typeof args[0] === "number") writeSync(args[0], String(args[1]).slice(0, 9));
      process.kill(process.pid, "SIGKILL");
    }
    within = true; // writeFileSync calls others
    try {
      return original.apply(this, args);
    } finally {
      within = false;
    }
  };
}
