/*
 * What it costs to mask values, as JSON: `node redaction.cjs speed <way> <file> <kind> <ms>`, `first <file>`, or
 * `memory <way> <file> <megabytes>`. Times are of the processor, because a busy machine changes them less.
 */
const { Writable } = require("node:stream");
const { createSecrets, redact, redactStream } = require("toml-secrets");
const { textOf } = require("./texts.cjs");
const [task, ...args] = process.argv.slice(2);

const PIECE = 64 * 1024;
const MASK = "[redacted]";

/** Ways to mask. Those by hand find a value only as it stands in the file. */
const WAYS = {
  ours: (secrets) => (text) => redact(text, secrets),
  replaceAll(secrets) {
    const values = Object.values(secrets);
    return (text) => values.reduce((rest, value) => rest.replaceAll(value, MASK), text);
  },
  RegExp(secrets) {
    const pattern = new RegExp(Object.values(secrets).map(escaped).join("|"), "g");
    return (text) => text.replace(pattern, MASK);
  },
};
const escaped = (value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const peakMB = () => (process.resourceUsage().maxRSS * 1024) / 1e6;
const viewOf = (file) => createSecrets({ files: file, exportEnv: false });

const TASKS = {
  /** Megabytes for each second of the processor, after as much time for Node to compile. */
  speed(way, file, kind, ms) {
    const secrets = viewOf(file);
    void Object.keys(secrets);
    const mask = WAYS[way](secrets);
    const text = textOf(kind);
    const pieces = Array.from({ length: Math.floor(text.length / PIECE) }, (_, at) => text.slice(at * PIECE, (at + 1) * PIECE));
    const measured = () => {
      const from = cpuMs();
      let done = 0;
      for (; cpuMs() - from < Number(ms); done++) {
        const piece = pieces[done % pieces.length];
        if (mask(piece) !== piece) throw new Error("the text has no value, and was changed");
      }
      return (done * PIECE) / 1000 / (cpuMs() - from);
    };
    measured();
    return { speed: measured() };
  },
  first(file) {
    const secrets = viewOf(file);
    const text = `a text with ${Object.values(secrets)[0]} in it`;
    const before = { ms: cpuMs(), rss: process.memoryUsage.rss() / 1e6 };
    if (redact(text, secrets) !== "a text with [redacted] in it") throw new Error("a value was not masked");
    return { ms: cpuMs() - before.ms, added: process.memoryUsage.rss() / 1e6 - before.rss, peak: peakMB() };
  },
  async memory(way, file, megabytes) {
    const secrets = viewOf(file);
    void Object.keys(secrets);
    const one = textOf("log lines");
    if (way === "redact") redact(one.repeat(Number(megabytes)), secrets);
    if (way === "redactStream") await stream(redactStream(secrets), one, Number(megabytes));
    return { peak: peakMB() };
  },
};

/** Writes the text in pieces, as a program that waits for `drain`. */
async function stream(masked, text, times) {
  const end = masked.pipe(new Writable({ write: (_chunk, _encoding, done) => done() }));
  const ended = new Promise((resolve) => end.on("finish", resolve));
  for (let time = 0; time < times; time++)
    for (let at = 0; at < text.length; at += PIECE)
      if (!masked.write(text.slice(at, at + PIECE))) await new Promise((resolve) => masked.once("drain", resolve));
  masked.end();
  await ended;
}

Promise.resolve(TASKS[task](...args)).then((result) => console.log(JSON.stringify(result)));
