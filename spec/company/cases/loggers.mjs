import { createRequire } from "node:module";
import { Writable } from "node:stream";

const require = createRequire(import.meta.url);
const TOML = `token = "canary-token"\n[db]\nuser = "canary-user"\npassword = "canary-password"\n[db.ssl]\nca = "canary-ca"`;

const LOGGERS = {
  pino: (stream) => require("pino")({}, stream),
  winston: (stream) => winston(stream, ({ json }) => json()),
  "winston, simple": (stream) => winston(stream, ({ simple }) => simple()),
  "winston, prettyPrint": (stream) => winston(stream, ({ prettyPrint }) => prettyPrint()),
  "winston, errors and splat": (stream) =>
    winston(stream, ({ combine, errors, splat, json }) => combine(errors({ stack: true }), splat(), json())),
  bunyan: (stream) => require("bunyan").createLogger({ name: "app", stream }),
  async consola(stream) {
    const { createConsola } = await import("consola");
    return createConsola({ stdout: stream, stderr: stream, level: 5, throttle: 0 });
  },
  async tslog(stream) {
    const { Logger } = await import("tslog");
    const logger = new Logger({ type: "pretty" });
    return console_(stream, (...args) => logger.info(...args));
  },
  log4js(stream) {
    const log4js = require("log4js");
    log4js.configure({
      appenders: { out: { type: { configure: (_config, layouts) => (event) => stream.write(layouts.basicLayout(event)) } } },
      categories: { default: { appenders: ["out"], level: "all" } },
    });
    return log4js.getLogger();
  },
  loglevel(stream) {
    return console_(stream, (...args) => {
      const logger = require("loglevel").getLogger(`app${Math.random()}`);
      logger.setLevel("info", false);
      logger.info(...args);
    });
  },
  signale: (stream) => new (require("signale").Signale)({ stream }),
  debug(stream) {
    const create = require("debug");
    create.enable("app");
    const debug = create("app");
    debug.log = (...args) => stream.write(require("node:util").format(...args));
    return { info: (...args) => debug(...args) };
  },
  roarr(stream) {
    process.env.ROARR_LOG = "true";
    const { Roarr, ROARR } = require("roarr");
    ROARR.write = (text) => stream.write(text);
    return { info: (...args) => Roarr.info(...args) };
  },
  console: (stream) => new console.Console(stream, stream),
};

/** Loggers that are handed the object itself. Each returns what was written, in which no value may be. */
export default Object.entries(LOGGERS).flatMap(([name, create]) =>
  Object.entries({
    "the object": (secrets) => [secrets],
    "a section": (secrets) => [secrets.db],
    "a section after a text": (secrets) => ["connecting", secrets.db],
    "a section by name": (secrets) => [{ config: secrets.db }],
    "a section as a detail of an error": (secrets) => [Object.assign(new Error("failed"), { config: secrets.db })],
  }).map(([what, argumentsOf]) => ({
    name: `${name}: ${what}`,
    printed: true,
    open: name === "roarr", // it spreads what it gets
    toml: TOML,
    async use(secrets) {
      let text = "";
      const stream = new Writable({
        write(chunk, _encoding, done) {
          text += chunk;
          done();
        },
      });
      const logger = await create(stream);
      logger.info(...argumentsOf(secrets));
      await new Promise((resolve) => setTimeout(resolve, 20));
      return text;
    },
  })),
);

function winston(stream, formatOf) {
  const { createLogger, format, transports } = require("winston");
  return createLogger({ format: formatOf(format), transports: [new transports.Stream({ stream })] });
}

/** A logger that writes to the console, which writes to `stream` for the time. */
function console_(stream, log) {
  return {
    info(...args) {
      const before = {};
      const other = new console.Console(stream, stream);
      for (const method of ["log", "info", "warn", "error", "debug", "trace"]) {
        before[method] = console[method];
        console[method] = other[method].bind(other);
      }
      try {
        log(...args);
      } finally {
        Object.assign(console, before);
      }
    },
  };
}
