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
/** The same with a TOML file in it: a place that is a file behind two links. */
const KUBERNETES_FILE = `
  mkdir -p mnt/..gen1 && echo a=1 > mnt/..gen1/secrets.toml && ln -s ..gen1 mnt/..data && ln -s ..data/secrets.toml mnt/secrets.toml`;
const rotateFile = (to) =>
  `mkdir mnt/..gen${to} && echo a=${to} > mnt/..gen${to}/secrets.toml && ln -s ..gen${to} mnt/..data_tmp && mv -T mnt/..data_tmp mnt/..data`;
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
  {
    name: "sed -i, twice",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [
      [`sed -i s/1/2/ ${FILE}`, ["changed"]],
      [`sed -i s/2/3/ ${FILE}`, ["changed"]],
    ],
  },
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
  {
    name: "deleted with its folder and made again at once, twice, and then edited",
    start: `mkdir project/.streamlit; echo a=1 > ${FILE}`,
    acts: [
      [`rm -r project/.streamlit; mkdir project/.streamlit; echo a=2 > ${FILE}`, ["changed"]],
      [`echo a=3 > ${FILE}`, ["changed"]],
      [`rm -r project/.streamlit; mkdir project/.streamlit; echo a=4 > ${FILE}`, ["changed"]],
      [`echo a=5 > ${FILE}`, ["changed"]],
    ],
  },
  {
    name: "its folder replaced by rename, and then edited",
    start: `mkdir project/.streamlit project/new; echo a=1 > ${FILE}; echo a=2 > project/new/secrets.toml`,
    acts: [
      ["mv project/.streamlit project/old; mv project/new project/.streamlit", ["changed"]],
      [`echo a=3 > ${FILE}`, ["changed"]],
    ],
  },
  {
    name: "the project's folder replaced by rename, and then edited",
    start: `mkdir -p project/.streamlit new/.streamlit; echo a=1 > ${FILE}; echo a=2 > new/.streamlit/secrets.toml`,
    acts: [
      ["mv project old; mv new project", ["changed"]],
      [`echo a=3 > ${FILE}`, ["changed"]],
    ],
  },
  {
    name: "created where nothing on the way exists, folder by folder, and all of it deleted",
    start: "true",
    files: ["one/two/three/secrets.toml"],
    acts: [
      ["mkdir one", []],
      ["mkdir -p one/two/three", []],
      ["echo a=1 > one/two/three/secrets.toml", ["created"]],
      ["rm -r one", ["removed"]],
      ["mkdir -p one/two/three; echo a=2 > one/two/three/secrets.toml", ["created"]],
      ["echo a=3 > one/two/three/secrets.toml", ["changed"]],
    ],
  },
  {
    name: "a link in a chain of links that leads elsewhere",
    start: `mkdir -p project/.streamlit one two; echo a=1 > one/real; ln -s "$PWD/one/real" two/link; ln -s "$PWD/two/link" ${FILE}`,
    acts: [
      ["echo a=2 > one/real", ["changed"]],
      ['echo a=3 > one/other; ln -sfn "$PWD/one/other" two/link', ["changed"]],
      ["echo a=4 > one/other", ["changed"]],
    ],
  },
  {
    name: "a link to nothing yet",
    start: `mkdir -p project/.streamlit; ln -s "$PWD/one/two/real" ${FILE}`,
    acts: [
      ["mkdir -p one/two; echo a=1 > one/two/real", ["created"]],
      ["echo a=2 > one/two/real", ["changed"]],
      ["rm one/two/real", ["removed"]],
    ],
  },
  {
    name: "a release folder that a link leads to, swapped",
    start:
      "mkdir -p releases/1/.streamlit releases/2/.streamlit; echo a=1 > releases/1/.streamlit/secrets.toml; echo a=2 > releases/2/.streamlit/secrets.toml; ln -s releases/1 current",
    files: ["current/.streamlit/secrets.toml"],
    acts: [
      ["ln -sfn releases/2 current", ["changed"]],
      ["echo a=3 > releases/2/.streamlit/secrets.toml", ["changed"]],
    ],
  },
  {
    name: "Kubernetes' ..data swapped under a file, three times, the old folders left",
    start: KUBERNETES_FILE,
    files: ["mnt/secrets.toml"],
    acts: [
      [rotateFile(2), ["changed"]],
      [rotateFile(3), ["changed"]],
      [rotateFile(4), ["changed"]],
    ],
  },
  {
    name: "a folder created where there is none, and replaced at once",
    start: "true",
    files: ["run/mnt"],
    acts: [
      ["mkdir -p run/mnt; echo canary > run/mnt/one", ["created"]],
      ["rm -r run/mnt; mkdir run/mnt; echo canary-b > run/mnt/one", ["changed"]],
      ["echo canary-c > run/mnt/one", ["changed"]],
      ["rm run/mnt/one", ["removed"]],
    ],
  },
  {
    name: "a section of a folder replaced at once, and then edited",
    start: "mkdir -p mnt/db; echo x > mnt/db/user; echo x > mnt/db/password",
    files: ["mnt"],
    acts: [
      ["rm -r mnt/db; mkdir mnt/db; echo canary > mnt/db/user; echo x > mnt/db/password", ["changed"]],
      ["echo canary-b > mnt/db/user", ["changed"]],
    ],
  },
  {
    name: "a folder's file saved by sed -i twice, touched, saved with the same content, and 50 files in a burst",
    start: "mkdir mnt; echo 1 > mnt/one",
    files: ["mnt"],
    acts: [
      ["sed -i s/1/2/ mnt/one", ["changed"]],
      ["sed -i s/2/3/ mnt/one", ["changed"]],
      ["touch mnt/one", []],
      ["echo 3 > mnt/tmp; mv mnt/tmp mnt/one", []],
      ["for i in $(seq 50); do echo canary > mnt/key$i; done", ["changed"]],
    ],
  },
  {
    name: "what a link in a folder leads to, outside of it",
    start: "mkdir -p mnt out/side; echo x > out/side/user; ln -s $PWD/out/side/user mnt/user",
    files: ["mnt"],
    acts: [
      ["echo canary > out/side/user", ["changed"]],
      ["echo canary-b > out/side/tmp; mv out/side/tmp out/side/user", ["changed"]],
    ],
  },
  {
    name: "a folder with links in circles",
    start: "mkdir -p top/mnt; ln -s . top/mnt/self; ln -s .. top/mnt/up; echo x > top/mnt/one",
    files: ["top/mnt"],
    acts: [["echo canary > top/mnt/one", ["changed"]]],
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
  try {
    loadIfExists(view);
  } catch {
    // A folder that does not exist yet: the load has failed for good, and the watcher works all the same.
  }
  const watcher = watchSecrets(view, { warn: (message) => warnings.push(message), onChange: (change) => seen.push(change) });
  try {
    await within(watcher.ready, "the watcher is not ready");
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
    await within(watcher.close(), "the watcher does not close");
    rmSync(root, { recursive: true, force: true });
  }
}

/** So that a watcher that hangs fails its scenario, and is named. */
async function within(promise, otherwise) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), 15_000);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
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
