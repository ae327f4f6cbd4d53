import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** What a set-up of spec/company may use. Nothing here needs a network: port 1 of this machine refuses every connection. */

/** Runs what tries to connect, and returns how it was refused. An error of the library is passed on. */
export async function refusedBy(connect) {
  try {
    await connect();
    return "connected";
  } catch (error) {
    const ours = ourErrorIn(error);
    if (ours !== undefined) throw ours;
    return codeOf(error);
  }
}

/** The error of toml-secrets that an error is, or that is within it. */
export function ourErrorIn(error, seen = new Set()) {
  if (typeof error !== "object" || error === null || seen.has(error)) return undefined;
  seen.add(error);
  if (String(error.code).startsWith("ERR_SECRETS_")) return error;
  for (const within of [error.cause, error.error, error.original, error.parent, ...(error.errors ?? [])]) {
    const found = ourErrorIn(within, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A short name for a refusal, the same each time. */
function codeOf(error) {
  const text = `${error.code} ${error.cause?.code} ${error.message} ${error.cause?.message}`;
  if (/ECONNREFUSED|ServerSelectionError/.test(`${text} ${error.name}`)) return "refused"; // MongoDB's drivers may wait in vain first
  return error.code ?? error.type ?? error.name;
}

/** Lets a server listen on a port of this machine. */
export async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections?.();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

/** What a server with this handler answers. */
export async function bodyOf(handler) {
  const { url, close } = await listening(createServer(handler));
  try {
    return await (await fetch(url)).text();
  } finally {
    close();
  }
}

/** What NestJS answers if a controller returns what `answer` returns. */
export async function nestBody(answer) {
  await import("reflect-metadata");
  const { Module, Controller, Get } = require("@nestjs/common");
  const { NestFactory } = require("@nestjs/core");
  class App {
    get() {
      return answer();
    }
  }
  Controller()(App);
  Get()(App.prototype, "get", Object.getOwnPropertyDescriptor(App.prototype, "get"));
  class Root {}
  Module({ controllers: [App] })(Root);
  const app = await NestFactory.create(Root, { logger: false, abortOnError: false });
  await app.listen(0, "127.0.0.1");
  const body = await (await fetch(`http://127.0.0.1:${app.getHttpServer().address().port}/`)).text();
  await app.close();
  return body;
}
