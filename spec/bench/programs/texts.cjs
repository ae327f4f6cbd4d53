/*
 * Texts that programs write, a megabyte of each kind, without a value: `textOf("log lines")`. They are the same in each run, because
 * random numbers come from a fixed seed.
 */
const SIZE = 1e6;
const WORDS = (
  "the request of a user was answered with an error because connection to database timed out after retry and cache is cold server " +
  "started listening worker queue message payload order invoice customer"
).split(" ");
let seed = 1;

function below(limit) {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return Math.floor((seed / 2 ** 32) * limit);
}

const pick = (list) => list[below(list.length)];
const word = () => pick(WORDS);
const sentence = (count) => Array.from({ length: count }, word).join(" ");
const hex = (count) => Array.from({ length: count }, () => "0123456789abcdef"[below(16)]).join("");
const bytes = (count) => Buffer.from(Array.from({ length: count }, () => below(256)));
const time = () => new Date(1.76e12 + below(1e9)).toISOString();
const uuid = () => [8, 4, 4, 4, 12].map(hex).join("-");
const frame = () => `    at ${word()}.${word()} (/srv/app/node_modules/${word()}/lib/${word()}.js:${below(900)}:${below(90)})`;

const PIECES = {
  "log lines": () =>
    `${time()} ${pick(["INFO", "WARN", "DEBUG"])} [${word()}-${below(9)}] ${pick([
      () => `GET /api/v1/users/${below(99999)}/items?page=${below(50)}&sort=asc 200 ${below(99)}ms - id=${hex(8)}`,
      () => `${sentence(8)} requestId=${uuid()}`,
      () => `${word()}: ${sentence(12)}\n${frame()}`,
    ])()}\n`,
  "JSON of pino": () => `${JSON.stringify(requestLog())}\n`,
  prose: () => `${sentence(8 + below(20))}. `,
  URLs: () =>
    `redirect=${encodeURIComponent(`https://example.com/${word()}?q=${sentence(3)}&r=${below(999)}&t=ü${word()}`)}${pick(["&", "\n"])}`,
  HTML: () =>
    `<p class="${word()}">it&#39;s &lt;b&gt;${sentence(5)}&lt;/b&gt; <a href="/${word()}?a=${below(9)}&amp;b=2">${word()}</a></p>\n`,
  "minified JavaScript": () =>
    `function ${word()}(t,n){return t.${word()}===${below(99)}?n(${below(600)},"${word()}\\n\\u2026${sentence(2)}"):t[n]%10&&${word()}(e=>e.${word()}&n)}`,
  base64: () => `${bytes(57).toString("base64")}\n`,
  "hex dump": () => `${hex(8)}  ${Array.from({ length: 16 }, () => hex(2)).join(" ")}  |${sentence(9).slice(0, 16)}|\n`,
};

function requestLog() {
  return {
    level: 30,
    time: 1.76e12 + below(1e9),
    pid: 4321,
    hostname: "web-7f9c",
    req: { id: below(1e6), method: "GET", url: `/api/v1/users/${below(99999)}?page=${below(50)}`, remoteAddress: "10.0.3.17" },
    res: { statusCode: 200 },
    err:
      below(4) === 0
        ? { type: "Error", message: `"${word()}" ${sentence(4)}`, stack: `Error: ${word()}\n${frame()}` }
        : undefined,
    responseTime: below(100),
    msg: "request completed",
  };
}

function textOf(kind) {
  seed = 1;
  let text = "";
  while (text.length < SIZE) text += PIECES[kind]();
  return text.slice(0, SIZE);
}

module.exports = { textOf };
