import { readFileSync } from "node:fs";

/* docs/works-with.md, from the results of run.mjs. It holds nothing that differs between two runs. */

const LOCK = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url), "utf8"));

export function pageOf(results) {
  const clients = [...results.databases, ...results.services, ...results.web];
  const others = [...results.containers, ...results.replies, ...results.errors, ...results.loggers, ...results.state];
  return `# Works with

This page is generated: \`npm run company\` tries each line with the real package, and CI fails if the page is not up to date. Nothing
is mocked. Port 1 of the machine takes the place of the server, so each client runs until its connection is refused.

**In short:** spread a flat section, \`{ ...secrets.pg }\`. Use \`toObject(secrets.pg)\` for everything else.

## Clients

A client reads options that it does not need, and a missing key is an error. So a section itself seldom works. The error names the package
and the copy to pass. A spread is a plain object, but a section inside it is not. A plain copy always works.

- **works**: the client has every option, as from an object that was written in the program.
- **clear error**: a \`KeyError\` or \`ReadOnlyError\` that names the package and says which \`toObject(…)\` to pass.

${countsOf(clients, { section: "the section itself", spread: "`{ ...section }`", copy: "`toObject(section)`" })}

### Databases

${clientTable(results.databases)}

### Services

${clientTable(results.services)}

### Web, tokens, and Node's own modules

${clientTable(results.web)}

## Containers and frameworks

The object and a section are a provider, a decoration, or a value in the context. [Recipes](recipes.md) has the programs for NestJS, Fastify,
and Express.

${table(results.containers)}

## Replies

The object, a section, and a list of sections are the body of a response. It is redacted: \`"[redacted: toObject() gives the values]"\`.

${table(results.replies)}

## Errors in a route

A route reads a key that is not there. The response must not contain the message, which names keys and paths. Fastify, and Express outside
production, send the message of every error; the [recipes](recipes.md) keep it out.

${table(results.errors)}

## Loggers

The logger gets the object itself, not under a name. "Shows values" means that the logger spreads its argument, as a program does; no object
can prevent that. Give the object a name: \`logger.info({ secrets })\`.

${table(results.loggers)}

## State, copies, and comparisons

JavaScript itself refuses to clone or post the object, as it refuses every Proxy (\`DataCloneError\`). That counts as "works" here.

${table(results.state)}

${countsOf(others, { object: "containers, replies, errors, loggers, and state" })}
`;
}

function clientTable(results) {
  const rows = results.map(({ name, section, spread, copy }) => [titleOf(name), section.is, spread.is, copy.is]);
  return markdown([["client", "the section itself", "`{ ...section }`", "`toObject(section)`"], ...rows]);
}

/** One row for all that differs in what was handed over alone: "pino: the object", "pino: a section". */
function table(results) {
  const rows = new Map();
  const columns = [...new Set(results.map(({ name }) => variantOf(name)))];
  for (const { name, object } of results) {
    const title = name.replace(/: [^:]*$/, "");
    const row = rows.get(title) ?? columns.map(() => "");
    row[columns.indexOf(variantOf(name))] = object.is;
    rows.set(title, row);
  }
  return markdown([["", ...columns], ...[...rows].map(([title, row]) => [titleOf(title), ...row])]);
}

function variantOf(name) {
  return /: ([^:]*)$/.exec(name)?.[1] ?? "outcome";
}

/** A set-up with the version that the lock file has of its package. */
function titleOf(name) {
  const [, start, rest] = /^(.*?)(,.*| with .*)?$/.exec(name);
  const found = Object.entries(LOCK.packages).find(([path]) => PACKAGES[start] === path || path === `node_modules/${start}`);
  return `${start}${found === undefined ? "" : ` ${found[1].version}`}${rest ?? ""}`;
}

/** Where a set-up is not called as its package is. */
const PACKAGES = {
  NestJS: "node_modules/@nestjs/core",
  Fastify: "node_modules/fastify",
  Koa: "node_modules/koa",
  Express: "node_modules/express",
  Hono: "node_modules/hono",
  hapi: "node_modules/@hapi/hapi",
  Effect: "node_modules/effect",
  Vue: "node_modules/vue",
  GraphQL: "node_modules/graphql",
  "Redux Toolkit": "node_modules/@reduxjs/toolkit",
  "express-session's store": "node_modules/express-session",
};

function countsOf(results, columns) {
  const kinds = ["works", "clear error", "shows the message", "shows values", "fails"];
  const count = (column, kind) => results.filter((result) => result[column].is === kind).length;
  const rows = Object.entries(columns).map(([column, title]) => [title, ...kinds.map((kind) => String(count(column, kind)))]);
  const shown = kinds.map((_kind, index) => rows.some((row) => row[index + 1] !== "0"));
  return markdown([["", ...kinds], ...rows].map((row) => row.filter((_cell, index) => index === 0 || shown[index - 1])));
}

/** A table with its columns aligned. */
function markdown([head, ...rows]) {
  const widths = head.map((_cell, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)].join("\n");
}
