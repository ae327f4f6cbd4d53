/*
 * The program in the pod. It logs which keys it has and where from, never a value, and ends in order when they are rotated,
 * for the cluster to start it anew.
 */
const { delimiter } = require("node:path");
const { createSecrets, loadIfExists, secrets, watchSecrets } = require("toml-secrets");

for (const place of (process.env.SECRETS_FILES ?? "").split(delimiter)) {
  const alone = createSecrets({ files: place, envPrefix: false, exportEnv: false });
  console.log(`${place}: ${loadIfExists(alone) ? Object.keys(alone).join(", ") : "not found"}`);
}
loadIfExists();
console.log(secrets);

const service = setInterval(() => {}, 1_000); // stands for a server
const watcher = watchSecrets(secrets, {
  warn: (message) => console.log(message),
  onChange: ({ kind }) => {
    console.log(`${kind}: ending in order`);
    clearInterval(service);
  },
});
watcher.ready.then(() => console.log("ready"));
