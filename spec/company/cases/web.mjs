import { generateKeyPairSync } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import tls from "node:tls";
import { listening } from "../tools.mjs";

const require = createRequire(import.meta.url);
const API = `[api]\nbaseURL = "http://127.0.0.1:1"\ntimeout = 1000\n[api.headers]\nauthorization = "Bearer canary-token"`;

/** Sessions, tokens, requests and Node's own modules. Each returns what came of the section. */
export default [
  {
    name: "express-session",
    toml: `[session]\nname = "sid"\nsecret = "canary-secret"\nresave = false\nsaveUninitialized = true\n[session.cookie]\nhttpOnly = true\nmaxAge = 60000\nsameSite = "lax"`,
    async use({ session }) {
      const app = require("express")();
      app.use(require("express-session")(session));
      app.get("/", (_request, response) => response.send("ok"));
      const response = await answerOf(app);
      return [response.status, cookieIn(response)];
    },
  },
  {
    name: "cookie-session",
    toml: `[session]\nname = "sid"\nkeys = ["canary-key"]\nmaxAge = 60000\nhttpOnly = true`,
    async use({ session }) {
      const app = require("express")();
      app.use(require("cookie-session")(session));
      app.get("/", (request, response) => {
        request.session.user = "jane";
        response.send("ok");
      });
      const response = await answerOf(app);
      return [response.status, cookieIn(response)];
    },
  },
  {
    name: "passport-google-oauth20",
    toml: `[google]\nclientID = "canary-id"\nclientSecret = "canary-secret"\ncallbackURL = "http://127.0.0.1/back"`,
    async use({ google }) {
      const { Strategy } = require("passport-google-oauth20");
      const passport = require("passport");
      passport.use(new Strategy(google, () => {}));
      const app = require("express")();
      app.use(passport.initialize());
      app.get("/", passport.authenticate("google", { scope: ["email"] }));
      const response = await answerOf(app);
      return [response.status, response.headers.get("location")];
    },
  },
  {
    name: "jsonwebtoken",
    toml: `[jwt]\nalgorithm = "HS256"\nissuer = "app"\naudience = "canary"`,
    use({ jwt }) {
      const token = require("jsonwebtoken").sign({ sub: "jane", iat: 1 }, "canary-key", jwt);
      return [token, require("jsonwebtoken").verify(token, "canary-key", { audience: "canary" }).iss];
    },
  },
  {
    name: "jose",
    toml: `[jwk]\nkty = "oct"\nalg = "HS256"\nk = "Y2FuYXJ5"`,
    async use({ jwk }) {
      const { importJWK, SignJWT } = require("jose");
      return new SignJWT({ sub: "jane" }).setProtectedHeader({ alg: jwk.alg }).sign(await importJWK(jwk));
    },
  },
  {
    name: "axios",
    toml: API,
    async use({ api }) {
      const client = require("axios").create(api);
      const { url, close } = await echo();
      try {
        return (await client.get("/", { baseURL: url })).data.authorization;
      } finally {
        close();
      }
    },
  },
  {
    name: "axios, headers and body",
    toml: `[api]\n[api.headers]\nauthorization = "Bearer canary-token"\n[api.login]\nusername = "canary-user"\npassword = "canary-password"`,
    async use({ api }) {
      const { url, close } = await echo();
      try {
        const { data } = await require("axios").post(url, api.login, { headers: api.headers });
        return [data.authorization, data.body];
      } finally {
        close();
      }
    },
  },
  {
    name: "got",
    toml: `[api]\n[api.headers]\nauthorization = "Bearer canary-token"\n[api.retry]\nlimit = 0`,
    async use({ api }) {
      const { default: got } = await import("got");
      const { url, close } = await echo();
      try {
        return (await got.extend(api)(url).json()).authorization;
      } finally {
        close();
      }
    },
  },
  {
    name: "undici, request",
    toml: API,
    async use({ api }) {
      const { url, close } = await echo();
      try {
        const { body } = await require("undici").request(url, { headers: api.headers });
        return (await body.json()).authorization;
      } finally {
        close();
      }
    },
  },
  {
    name: "fetch, headers",
    toml: API,
    async use({ api }) {
      const { url, close } = await echo();
      try {
        return (await (await fetch(url, { headers: api.headers })).json()).authorization;
      } finally {
        close();
      }
    },
  },
  {
    name: "fetch, the whole of its options",
    toml: `[request]\nmethod = "POST"\nbody = "canary-body"\n[request.headers]\nauthorization = "Bearer canary-token"`,
    async use({ request }) {
      const { url, close } = await echo();
      try {
        const answer = await (await fetch(url, request)).json();
        return [answer.authorization, answer.body];
      } finally {
        close();
      }
    },
  },
  {
    name: "node:url, URLSearchParams",
    toml: `[form]\ngrant_type = "password"\nusername = "canary-user"\npassword = "canary-password"`,
    use: ({ form }) => [String(new URLSearchParams(form)), require("node:querystring").stringify(form)],
  },
  {
    name: "node:http, a request",
    toml: `[api]\nhost = "127.0.0.1"\nport = 1\nauth = "canary-user:canary-password"\n[api.headers]\nx-key = "canary-key"`,
    use: ({ api }) =>
      new Promise((resolve, reject) => {
        const request = http.request(api, resolve);
        request.on("error", ({ code }) => resolve([code, request.getHeader("authorization"), request.getHeader("x-key")]));
        request.on("close", () => reject(new Error("closed")));
        request.end();
      }),
  },
  {
    name: "node:tls, a context and a server",
    toml: () => {
      const { privateKey } = generateKeyPairSync("rsa", {
        modulusLength: 2048,
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
        publicKeyEncoding: { type: "spki", format: "pem" },
      });
      return `[tls]\npassphrase = "canary-passphrase"\nkey = """\n${privateKey}"""`;
    },
    use({ tls: section }) {
      tls.createSecureContext(section);
      https.createServer(section).close();
      return ["made"];
    },
  },
  {
    name: "node:net, a connection",
    toml: `[socket]\nhost = "127.0.0.1"\nport = 1`,
    use: ({ socket }) =>
      new Promise((resolve) =>
        require("node:net")
          .connect(socket)
          .on("error", ({ code }) => resolve(code)),
      ),
  },
];

/** The answer of an application. What a handler throws is thrown here as well. */
async function answerOf(app) {
  let thrown;
  app.use((error, _request, response, _next) => {
    thrown = error;
    response.status(500).end();
  });
  const { url, close } = await listening(http.createServer(app));
  try {
    const response = await fetch(url, { redirect: "manual" });
    if (thrown !== undefined) throw thrown;
    return response;
  } finally {
    close();
  }
}

/** The attributes of the cookie that was set, without what differs each time. */
function cookieIn(response) {
  return String(response.headers.get("set-cookie")).replaceAll(/=s%3A[^;]*|expires=[^;]*/gi, "");
}

/** A server that answers with what it got. */
function echo() {
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ authorization: request.headers.authorization, body }));
  });
  return listening(server);
}
