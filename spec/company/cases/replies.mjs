import { createRequire } from "node:module";
import { bodyOf, nestBody } from "../tools.mjs";

const require = createRequire(import.meta.url);
const TOML = `token = "canary-token"\n[db]\nuser = "canary-user"\npassword = "canary-password"\n[[hosts]]\nname = "canary-host"`;

/** The object, a section and a list of sections as the body of a response. Each returns the bodies, in which no value may be. */
export default Object.entries({
  "Fastify, return": fastify((value) => value),
  "Fastify, reply.send": fastify((value, reply) => reply.send(value)),
  "Express, response.json": express((value, response) => response.json(value)),
  "Express, response.send": express((value, response) => response.send(value)),
  "Koa, context.body": koa,
  "Hono, context.json": hono((value, context) => context.json(value)),
  "Hono, context.body": hono((value, context) => context.body(String(value))),
  "h3, return": h3,
  "hapi, return": hapi((value) => value),
  "hapi, h.response": hapi((value, h) => h.response(value).code(200)),
  "NestJS, return": (value) => nestBody(() => value),
  "Response.json": async (value) => Response.json(value).text(),
  "new Response": async (value) => new Response(value).text(),
  "node:http, JSON": (value) => bodyOf((_request, response) => response.end(JSON.stringify(value))),
}).map(([name, answer]) => ({
  name,
  printed: true,
  toml: TOML,
  async use(secrets) {
    return [await answer(secrets), await answer(secrets.db), await answer(secrets.hosts)];
  },
}));

function fastify(handle) {
  return async (value) => {
    const app = require("fastify")();
    app.get("/", async (_request, reply) => handle(value, reply));
    return (await app.inject("/")).body;
  };
}

function express(handle) {
  return async (value) => {
    const app = require("express")();
    app.get("/", (_request, response) => handle(value, response));
    return bodyOf(app);
  };
}

async function koa(value) {
  const app = new (require("koa"))();
  app.use((context) => {
    context.body = value;
  });
  app.silent = true;
  return bodyOf(app.callback());
}

function hono(handle) {
  return async (value) => {
    const { Hono } = require("hono");
    const app = new Hono();
    app.get("/", (context) => handle(value, context));
    return (await app.request("/")).text();
  };
}

async function h3(value) {
  const { H3 } = await import("h3");
  const app = new H3();
  app.get("/", () => value);
  return (await app.request("/")).text();
}

function hapi(handle) {
  return async (value) => {
    const server = require("@hapi/hapi").server();
    server.route({ method: "GET", path: "/", handler: (_request, h) => handle(value, h) });
    return (await server.inject("/")).payload;
  };
}
