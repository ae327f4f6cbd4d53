import { Writable } from "node:stream";
import { format as formatText } from "node:util";
import { normalize, normalizeToSize } from "@sentry/core";
import pino from "pino";
import winston from "winston";
import { type KeyError, toObject, type UntypedSecrets } from "../../../lib";
import { SAMPLE_TOML, traceIn } from "../../support/canaries";
import { sandbox, thrown } from "../../support/sandbox";

const bunyan = require("bunyan"); // these two have no types
const createDebug = require("debug");

/*
 * The loggers that programs use, as they come, writing to a stream. A view under a name, in a text, in an error or deep in an
 * object prints redacted. A view that is itself what a logger copies keys from is a spread; see "what stays open".
 */

type Log = (...args: unknown[]) => string;

/** Collects what `use` writes to a stream. */
function written(use: (stream: Writable) => void): string {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  use(stream);
  return text;
}

function withWinston(format: winston.Logform.Format): Log {
  return (...args) =>
    written((stream) => {
      const logger = winston.createLogger({ format, transports: [new winston.transports.Stream({ stream })] });
      (logger.info as (...all: unknown[]) => void)(...args);
    });
}

const { combine, json, simple, prettyPrint, logstash, splat, errors, cli, metadata } = winston.format;

const LOGGERS: Record<string, Log> = {
  pino: (...args) => written((stream) => (pino({}, stream).info as (...all: unknown[]) => void)(...args)),
  "pino, a child": (first) => written((stream) => pino({}, stream).child({ first }).info("text")),
  "winston, json": withWinston(json()),
  "winston, simple": withWinston(simple()),
  "winston, splat": withWinston(combine(splat(), json())),
  "winston, prettyPrint": withWinston(prettyPrint()),
  "winston, logstash": withWinston(logstash()),
  "winston, errors": withWinston(combine(errors({ stack: true, cause: true }), metadata(), json())),
  "winston, cli": withWinston(cli()),
  bunyan: (...args) =>
    written((stream) => {
      const logger = bunyan.createLogger({ name: "app", stream, serializers: bunyan.stdSerializers });
      logger.info(...args);
    }),
  debug: (...args) => {
    let text = "";
    createDebug.enable("app");
    const debug = createDebug("app");
    debug.log = (...all: unknown[]) => {
      text += formatText(...all);
    };
    debug(...args);
    return text;
  },
  "Sentry's normalize": (...args) => JSON.stringify(normalize({ extra: args, contexts: { first: args[0] } }, 10)),
  "Sentry's normalizeToSize": (...args) => JSON.stringify(normalizeToSize({ extra: args }, 10)),
};

/** How a program hands secrets to a logger without asking for a value. */
function calls(root: UntypedSecrets): Record<string, unknown[]> {
  return {
    "under a name": [{ secrets: root }],
    "a section under a name": [{ config: root.db }, "connecting"],
    "deep in an object": [{ a: { b: [root.db, { hosts: root.hosts }] } }],
    "in the text": [`connecting with ${text(root.db)}`],
    "by a template": ["connecting with %s %o %O %j %d", root, root.db, root.hosts, root, root.db],
    "in an array": [[root, root.hosts]],
    "as the cause of an error": [new Error("failed", { cause: { config: root } })],
    "with an error beside it": [{ err: new Error("failed"), secrets: root }, "connecting"],
  };
}

/** What a person would write: a plain object's own text says nothing. */
const text = (value: object) => (String(value) === "[object Object]" ? JSON.stringify(value) : String(value));

function loaded(): UntypedSecrets {
  const box = sandbox();
  box.writeProject(SAMPLE_TOML);
  const secrets = box.secrets({ exportEnv: false });
  expect(secrets.db.port).toBe(5432);
  return secrets;
}

function leaking(log: Log, root: UntypedSecrets): string[] {
  return Object.entries(calls(root)).flatMap(([name, args]) => (traceIn(log(...args)) === undefined ? [] : [name]));
}

describe("loggers", () => {
  it.each(Object.entries(LOGGERS))("%s shows no value", (name, log) => {
    const secrets = loaded();
    expect(leaking(log, secrets)).toEqual([]);
    // Sentry's cuts a plain object short as well; it is here for what it might do with a view.
    if (!name.endsWith("ToSize")) expect(leaking(log, toObject(secrets))).not.toEqual([]);
  });
});

/* The list in docs/security.md, "Limits of printing". */
describe("what stays open", () => {
  it("an array of strings under a name is a value, as a string is", () => {
    const { list } = loaded();
    for (const name of ["pino", "winston, json", "bunyan", "Sentry's normalize"])
      expect([name, traceIn((LOGGERS[name] as Log)({ list }))]).not.toEqual([name, undefined]);
  });

  it("a view as a property of an error shows no value", () => {
    const error = Object.assign(new Error("failed"), { config: loaded().db });
    for (const name of ["pino", "winston, errors", "bunyan", "debug", "Sentry's normalize"])
      expect([name, traceIn((LOGGERS[name] as Log)({ err: error }))]).toEqual([name, undefined]);
  });

  it("a view as the only thing that is logged shows no value where the logger lets it print itself", () => {
    const secrets = loaded();
    for (const name of ["pino", "winston, json", "winston, simple", "winston, prettyPrint", "debug"]) {
      for (const view of [secrets, secrets.db]) expect([name, traceIn((LOGGERS[name] as Log)(view))]).toEqual([name, undefined]);
    }
    expect(JSON.parse(LOGGERS.pino?.(secrets.db) ?? "").res.headers).toEqual(JSON.parse(JSON.stringify(secrets.db)));
  });

  it("a view whose keys a logger copies is an error that names the logger, or a spread", () => {
    const secrets = loaded();
    const errors = [
      thrown<KeyError>(() => LOGGERS.bunyan?.(secrets.db)),
      thrown<KeyError>(() => LOGGERS["winston, json"]?.("text", secrets.db)),
    ];
    expect(errors.map(({ path, askedBy }) => [path, askedBy])).toEqual([
      [["db", "err"], "bunyan"],
      [["db", "stack"], "winston"],
    ]);
    for (const { message } of errors)
      expect(message).toContain("log it under a name, so that it prints redacted: { db: secrets.db }");
    expect(traceIn(LOGGERS["winston, splat"]?.("text %o", 1, secrets.db) ?? "")).toBeDefined();
    expect(traceIn(LOGGERS["winston, json"]?.("text", { ...secrets.db }) ?? "")).toBeDefined();
  });
});
