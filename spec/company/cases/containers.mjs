import "reflect-metadata";
import { createRequire } from "node:module";
import { bodyOf } from "../tools.mjs";

const require = createRequire(import.meta.url);

const TOML = `token = "canary-token"\n[db]\nuser = "canary-user"\npassword = "canary-password"\n[db.ssl]\nca = "canary-ca"`;

/** Containers and frameworks that hold the object, or a section of it, for the program. Each returns what the program gets, or a response. */
export default [
  ...["the object", "a section"].flatMap((what) => {
    const of = (secrets) => (what === "the object" ? secrets : secrets.db);
    return [
      { name: `NestJS, useValue: ${what}`, toml: TOML, use: (secrets) => nest({ useValue: of(secrets) }) },
      { name: `NestJS, useFactory: ${what}`, toml: TOML, use: (secrets) => nest({ useFactory: () => of(secrets) }) },
      { name: `NestJS, async useFactory: ${what}`, toml: TOML, use: (secrets) => nest({ useFactory: async () => of(secrets) }) },
      { name: `NestJS, ConfigModule.forRoot({ load }): ${what}`, toml: TOML, use: (secrets) => nestConfig(() => of(secrets)) },
      {
        name: `Fastify, decorate: ${what}`,
        toml: TOML,
        async use(secrets) {
          const app = require("fastify")();
          app.decorate("secrets", of(secrets));
          app.decorateRequest("secrets", { getter: () => of(secrets) });
          app.get("/", async (request) => ({ same: request.secrets === app.secrets, keys: Object.keys(app.secrets) }));
          await app.ready();
          const { body } = await app.inject("/");
          await app.close();
          return body;
        },
      },
      {
        name: `Fastify, decorateReply: ${what}`,
        toml: TOML,
        async use(secrets) {
          const app = require("fastify")();
          app.decorateReply("secrets", of(secrets) && null);
          app.addHook("onRequest", async (_request, reply) => {
            reply.secrets = of(secrets);
          });
          app.register(async (inner) => {
            inner.decorate("inner", of(secrets));
          });
          app.get("/", async (_request, reply) => Object.keys(reply.secrets));
          const { body } = await app.inject("/");
          return body;
        },
      },
      {
        name: `Koa, context: ${what}`,
        toml: TOML,
        async use(secrets) {
          const app = new (require("koa"))();
          app.context.secrets = of(secrets);
          app.use((context) => {
            context.state.secrets = context.secrets;
            context.body = Object.keys(context.state.secrets);
          });
          return bodyOf(app.callback());
        },
      },
      {
        name: `Express, app.locals: ${what}`,
        toml: TOML,
        use(secrets) {
          const app = require("express")();
          app.locals.secrets = of(secrets);
          app.set("secrets", of(secrets));
          app.get("/", (request, response) => response.json(Object.keys(request.app.locals.secrets)));
          return bodyOf(app);
        },
      },
      {
        name: `Hono, context: ${what}`,
        toml: TOML,
        async use(secrets) {
          const { Hono } = require("hono");
          const app = new Hono();
          app.use(async (context, next) => {
            context.set("secrets", of(secrets));
            await next();
          });
          app.get("/", (context) => context.json(Object.keys(context.get("secrets"))));
          return (await app.request("/", undefined, of(secrets))).text();
        },
      },
      {
        name: `hapi, server.app and decorate: ${what}`,
        toml: TOML,
        async use(secrets) {
          const server = require("@hapi/hapi").server({ app: of(secrets) });
          server.app.secrets = of(secrets);
          server.bind(of(secrets));
          server.decorate("toolkit", "secrets", of(secrets));
          server.route({ method: "GET", path: "/", handler: (_request, h) => Object.keys(h.secrets) });
          return (await server.inject("/")).payload;
        },
      },
      {
        name: `awilix: ${what}`,
        toml: TOML,
        async use(secrets) {
          const { createContainer, asValue, asFunction, asClass } = require("awilix");
          const container = createContainer();
          class Service {
            constructor({ value }) {
              this.value = value;
            }
          }
          container.register({
            value: asValue(of(secrets)),
            made: asFunction(() => of(secrets)).singleton(),
            service: asClass(Service),
          });
          const same = container.resolve("value") === container.resolve("made");
          await container.dispose();
          return [same, Object.keys(container.resolve("service").value)];
        },
      },
      {
        name: `inversify: ${what}`,
        toml: TOML,
        async use(secrets) {
          const { Container } = require("inversify");
          const container = new Container();
          container.bind("value").toConstantValue(of(secrets));
          container
            .bind("made")
            .toDynamicValue(() => of(secrets))
            .inSingletonScope();
          container.bind("waited").toDynamicValue(async () => of(secrets));
          const same = (await container.getAsync("waited")) === container.get("made");
          const keys = Object.keys(container.get("value"));
          await container.unbindAll();
          return [same, keys];
        },
      },
      {
        name: `tsyringe: ${what}`,
        toml: TOML,
        async use(secrets) {
          const { container } = require("tsyringe");
          const own = container.createChildContainer();
          own.registerInstance("value", of(secrets));
          own.register("used", { useValue: of(secrets) });
          own.register("made", { useFactory: () => of(secrets) });
          const got = [own.resolve("value") === own.resolve("used"), Object.keys(own.resolve("made"))];
          await own.dispose();
          return got;
        },
      },
      {
        name: `typedi: ${what}`,
        toml: TOML,
        use(secrets) {
          const { Container } = require("typedi");
          Container.set("value", of(secrets));
          Container.set({ id: "made", factory: () => of(secrets) });
          const got = [Container.get("value") === Container.get("made"), Object.keys(Container.get("value"))];
          Container.reset();
          return got;
        },
      },
    ];
  }),
];

async function nest(provider) {
  const { Module, Controller, Get, Inject } = require("@nestjs/common");
  const { NestFactory } = require("@nestjs/core");
  class App {
    constructor(secrets) {
      this.secrets = secrets;
    }
    keys() {
      return Object.keys(this.secrets);
    }
  }
  Inject("SECRETS")(App, undefined, 0);
  Controller()(App);
  Get()(App.prototype, "keys", Object.getOwnPropertyDescriptor(App.prototype, "keys"));
  class Root {}
  Module({ controllers: [App], providers: [{ provide: "SECRETS", ...provider }], exports: ["SECRETS"] })(Root);
  const app = await NestFactory.create(Root, { logger: false, abortOnError: false });
  app.enableShutdownHooks();
  await app.listen(0, "127.0.0.1");
  const { port } = app.getHttpServer().address();
  const body = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  await app.close();
  return body;
}

async function nestConfig(load) {
  const { Module } = require("@nestjs/common");
  const { ConfigModule, ConfigService } = require("@nestjs/config");
  const { NestFactory } = require("@nestjs/core");
  class Root {}
  Module({ imports: [ConfigModule.forRoot({ load: [load], ignoreEnvFile: true, cache: true, isGlobal: true })] })(Root);
  const app = await NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false });
  app.enableShutdownHooks();
  const config = app.get(ConfigService);
  const got = [config.get("token", "none"), config.get("db.user", "none"), config.get("user", "none")];
  await app.close();
  return got;
}
