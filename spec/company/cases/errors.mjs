import { createRequire } from "node:module";
import { bodyOf, nestBody } from "../tools.mjs";

const require = createRequire(import.meta.url);
const TOML = `[db]\nuser = "canary-user"`;

/** A key that is not there, read in a route. Each returns the body of the response, in which nothing of the error may be. */
export default Object.entries({
  "Fastify, as it comes": (read) => fastify(read, () => {}),
  "Fastify, with the recipe": (read) =>
    fastify(read, (app) =>
      app.setErrorHandler((error, request, reply) => {
        if (error.expose !== false) throw error;
        request.log.error(error);
        reply.code(500).send({ statusCode: 500, error: "Internal Server Error" });
      }),
    ),
  "Express, as it comes": (read) => express(read, () => {}),
  "Express, in production": (read) => {
    process.env.NODE_ENV = "production";
    return express(read, () => {});
  },
  "Express, with the recipe": (read) =>
    express(read, (app) =>
      app.use((error, _request, response, next) => {
        if (error.expose === false) response.sendStatus(500);
        else next(error);
      }),
    ),
  Koa(read) {
    const app = new (require("koa"))();
    app.silent = true;
    app.use(read);
    return bodyOf(app.callback());
  },
  async Hono(read) {
    const { Hono } = require("hono");
    const app = new Hono();
    app.get("/", read);
    return (await app.request("/")).text();
  },
  async h3(read) {
    const { H3 } = await import("h3");
    const app = new H3({ silent: true });
    app.get("/", read);
    return (await app.request("/")).text();
  },
  async hapi(read) {
    const server = require("@hapi/hapi").server({ debug: false });
    server.route({ method: "GET", path: "/", handler: read });
    return (await server.inject("/")).payload;
  },
  NestJS: nestBody,
  "JSON.stringify of the error": (read) => {
    try {
      return read();
    } catch (error) {
      return JSON.stringify({ error });
    }
  },
}).map(([name, answer]) => ({
  name,
  bare: true,
  toml: TOML,
  use: (secrets) => answer(() => ({ text: secrets.db.pasword })),
}));

async function fastify(read, change) {
  const app = require("fastify")();
  change(app);
  app.get("/", async () => read());
  return (await app.inject("/")).body;
}

function express(read, change) {
  const app = require("express")();
  app.get("/", () => read());
  change(app);
  const { error } = console;
  console.error = () => {}; // where Express logs it
  return bodyOf(app).finally(() => {
    console.error = error;
  });
}
