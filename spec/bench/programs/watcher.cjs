/* What a watcher costs: `watcher.cjs <seconds> watch`, and an idle process without one to compare with: `watcher.cjs <seconds>`. */
const { setTimeout: sleep } = require("node:timers/promises");
const [seconds, watches] = [Number(process.argv[2]), process.argv[3] === "watch"];
const { secrets, watchSecrets } = require("toml-secrets");

(async () => {
  secrets.key_1;
  const began = process.hrtime.bigint();
  const since = () => Number(process.hrtime.bigint() - began) / 1e6;
  const watcher = watches ? watchSecrets() : undefined;
  const returned = since();
  await watcher?.ready;
  const ready = since();
  await sleep(1_000); // the look that follows the start is not idleness
  const before = process.cpuUsage();
  await sleep(seconds * 1_000);
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ returned, ready, idle: (user + system) / 1e3 }));
  await watcher?.close();
})();
