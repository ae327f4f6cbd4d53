/* Microseconds of asking for what is not there, in an object of so many keys: `missing.cjs <file> <times>`. */
const [path, times] = [process.argv[2], Number(process.argv[3])];
const { createSecrets } = require("toml-secrets");
const secrets = createSecrets({ files: path, exportEnv: false });
secrets.key_1;

const first = microsecondsOf(failingRead);
const again = Array.from({ length: times }, () => microsecondsOf(failingRead)).sort((a, b) => a - b)[Math.floor(times / 2)];
const absent = microsecondsOf(() => asking("kay_1x")) / 100_000;
const present = microsecondsOf(() => asking("key_1")) / 100_000;
console.log(JSON.stringify({ first, again, absent, present }));

function failingRead() {
  try {
    secrets.kay_1x;
  } catch (error) {
    if (error.code === "ERR_SECRETS_KEY" && error.suggestion !== undefined) return;
  }
  throw new Error("no KeyError with a suggestion");
}

function asking(key) {
  let found = 0;
  for (let i = 0; i < 100_000; i++) found += key in secrets ? 1 : 0;
  return found;
}

function microsecondsOf(act) {
  const began = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - began) / 1e3;
}
