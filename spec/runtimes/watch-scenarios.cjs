/*
 * What a watcher must see, each act done by another process on real files. The specs run it on lib/, and
 * `node watch-scenarios.cjs` on the package that is installed there, on any runtime: it prints what was seen of what was tried.
 */
const { execFileSync } = require("node:child_process");
const { mkdtempSync, realpathSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const FILE = "project/.streamlit/secrets.toml";
const KUBERNETES = `
  mkdir -p mnt/..gen1 && echo canary-1 > mnt/..gen1/token && ln -s ..gen1 mnt/..data && ln -s ..data/token mnt/token`;
const rotate = (to, value) =>
  `mkdir mnt/..gen${to} && echo ${value} > mnt/..gen${to}/token && ln -s ..gen${to} mnt/..data_tmp && mv -T mnt/..data_tmp mnt/..data && rm -r mnt/..gen${to - 1}`;

/** `start` lays out the files; each act is followed by what must be seen of it: kinds of change, or nothing. */
const scenarios = [
  {
    name: "created where .streamlit does not exist",
    start: "true",
    acts: [[`mkdir project/.streamlit; echo 'a = "canary"' > ${FILE}`, ["created"]]],
  },
  {
    name: "created where .streamlit exists",
    start: "mkdir project/.streamlit",
    acts: [[`echo 'a = "canary"' > ${FILE}`, ["created"]]],
  },
  {
    name: "edited in place, twice",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [
      [`echo a=2 > ${FILE}`, ["changed"]],
      [`echo a=3 >> ${FILE}`, ["changed"]],
    ],
  },
  {
    name: "atomic rename, twice",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [
      [`echo a=2 > ${FILE}.tmp; mv ${FILE}.tmp ${FILE}`, ["changed"]],
      [`echo a=3 > ${FILE}.tmp; mv ${FILE}.tmp ${FILE}`, ["changed"]],
    ],
  },
  {
    name: "backup rename, as vim saves, twice",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [
      [`mv ${FILE} ${FILE}~; echo a=2 > ${FILE}; rm ${FILE}~`, ["changed"]],
      [`mv ${FILE} ${FILE}~; echo a=3 > ${FILE}; rm ${FILE}~`, ["changed"]],
    ],
  },
  { name: "sed -i", start: `mkdir project/.streamlit; echo a=1 > ${FILE}`, acts: [[`sed -i s/1/2/ ${FILE}`, ["changed"]]] },
  {
    name: "deleted and made again",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [
      [`rm ${FILE}`, ["removed"]],
      [`echo a=2 > ${FILE}`, ["created"]],
      [`echo a=3 > ${FILE}`, ["changed"]],
    ],
  },
  {
    name: "deleted with its folder and made again",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [
      ["rm -r project/.streamlit", ["removed"]],
      [`mkdir project/.streamlit; echo a=2 > ${FILE}`, ["created"]],
      [`echo a=3 > ${FILE}`, ["changed"]],
    ],
  },
  { name: "touched", start: `mkdir project/.streamlit; echo a=1 > ${FILE}`, acts: [[`touch ${FILE}`, []]] },
  {
    name: "saved with the same content, in place and by rename",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [
      [`echo a=1 > ${FILE}`, []],
      [`echo a=1 > ${FILE}.tmp; mv ${FILE}.tmp ${FILE}`, []],
    ],
  },
  {
    name: "50 writes in a burst",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [[`for i in $(seq 50); do echo a=1$i > ${FILE}; done`, ["changed"]]],
  },
  {
    name: "a malformed save and then a good one",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [
      [`echo 'a = "canary' > ${FILE}`, ["changed"]],
      [`echo a=2 > ${FILE}`, ["changed"]],
    ],
  },
  {
    name: "a link's target edited, and replaced by rename",
    start: `mkdir -p project/.streamlit elsewhere; echo a=1 > elsewhere/real; ln -s "$PWD/elsewhere/real" ${FILE}`,
    acts: [
      ["echo a=2 > elsewhere/real", ["changed"]],
      ["echo a=3 > elsewhere/tmp; mv elsewhere/tmp elsewhere/real", ["changed"]],
    ],
  },
  {
    name: "a link that leads elsewhere",
    start: `mkdir -p project/.streamlit elsewhere; echo a=1 > elsewhere/one; echo a=2 > elsewhere/two; ln -s "$PWD/elsewhere/one" ${FILE}`,
    acts: [
      [`ln -sfn "$PWD/elsewhere/two" ${FILE}`, ["changed"]],
      ["echo a=3 > elsewhere/two", ["changed"]],
    ],
  },
  {
    name: "Kubernetes' ..data swapped, twice",
    start: KUBERNETES,
    files: ["mnt"],
    acts: [
      [rotate(2, "canary-2"), ["changed"]],
      [rotate(3, "canary-3"), ["changed"]],
    ],
  },
  {
    name: "Kubernetes' ..data swapped to the same content",
    start: KUBERNETES,
    files: ["mnt"],
    acts: [[rotate(2, "canary-1"), []]],
  },
  {
    name: "a folder's file made, edited and deleted",
    start: "mkdir mnt; echo x > mnt/one",
    files: ["mnt"],
    acts: [
      ["echo canary > mnt/two", ["changed"]],
      ["echo canary-b > mnt/two", ["changed"]],
      ["mkdir mnt/sub; echo canary-c > mnt/sub/a; echo canary-d > mnt/sub/b", ["changed"]],
      ["rm -r mnt/sub", ["changed"]],
    ],
  },
  {
    name: "a folder deleted and made again",
    start: "mkdir mnt; echo x > mnt/one",
    files: ["mnt"],
    acts: [
      ["rm -r mnt", ["removed"]],
      ["mkdir mnt; echo canary > mnt/one", ["created"]],
    ],
  },
];

/** Runs one scenario; gives the text of what was wrong, or undefined. */
async function runScenario({ start, files, acts }, { createSecrets, watchSecrets, loadIfExists }) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-watch-")));
  const sh = (script) => execFileSync("sh", ["-ec", script], { cwd: root });
  sh(`mkdir -p home/.streamlit project; echo sentinel=0 > home/.streamlit/secrets.toml; ${start}`);
  const sentinel = join(root, "home/.streamlit/secrets.toml");
  const places = [sentinel, ...(files ?? [FILE]).map((file) => join(root, file))];
  const seen = [];
  const warnings = [];
  const view = createSecrets({ files: places, env: {}, exportEnv: false });
  loadIfExists(view);
  const watcher = watchSecrets(view, { warn: (message) => warnings.push(message), onChange: (change) => seen.push(change) });
  try {
    await watcher.ready;
    for (const [index, [act, expected]] of acts.entries()) {
      sh(act);
      await until(() => seen.length >= expected.length);
      // What must not be seen can only be waited for by something that must be.
      sh(`echo sentinel=${index + 1} > home/.streamlit/secrets.toml`);
      await until(() => seen.some(({ path }) => path === sentinel));
      const kinds = seen
        .splice(0)
        .filter(({ path }) => path !== sentinel)
        .map(({ kind }) => kind);
      const said = warnings.splice(0).filter((message) => !message.includes(sentinel));
      if (kinds.join() !== expected.join())
        return `"${act}": saw ${kinds.join() || "nothing"} instead of ${expected.join() || "nothing"}`;
      if (said.length !== expected.length) return `"${act}": ${said.length} warnings`;
      if (
        !said.every((message, at) => message.includes(places[1]) && message.includes(expected[at]) && message.includes("restart"))
      )
        return `said: ${said}`;
      if (said.join().includes("canary")) return "content was shown";
    }
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    await watcher.close();
    rmSync(root, { recursive: true, force: true });
  }
}

async function until(condition) {
  const giveUpAt = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > giveUpAt) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

module.exports = { scenarios, runScenario };

if (require.main === module) {
  (async () => {
    const failures = [];
    for (const scenario of scenarios) {
      const problem = await runScenario(scenario, require("toml-secrets"));
      if (problem !== undefined) failures.push(`${scenario.name}: ${problem}`);
    }
    console.log(JSON.stringify({ seen: scenarios.length - failures.length, tried: scenarios.length, failures }));
    process.exitCode = failures.length > 0 ? 1 : 0;
  })();
}
