/*
 * A web service that has secrets and gives none away: `node examples/express/server.mjs`, then
 *
 *   curl localhost:3000/status
 *   curl -H "authorization: Bearer canary-admin-93b1c7" localhost:3000/admin
 */
import { timingSafeEqual } from "node:crypto";
import { fileURLToPath } from "node:url";
import express from "express";
import { loadIfExists, secrets } from "toml-secrets";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
loadIfExists(); // a malformed file stops the service here, and not at the first request

const app = express();

app.get("/status", (_request, response) => {
  // Both are redacted: a careless log line or response shows which keys there are, and no value.
  console.log("configured with", secrets);
  response.json({ ok: true, config: secrets });
});

app.get("/admin", (request, response) => {
  if (!isToken(request.get("authorization"))) return response.status(401).json({ error: "a valid token is needed" });
  response.json({ mailer: connectMailer({ ...secrets.mailer }) });
});

const server = app.listen(process.env.PORT ?? 3000, () => console.log(`listening on http://localhost:${server.address().port}`));

function isToken(header = "") {
  const given = Buffer.from(header.replace(/^Bearer /, ""));
  const wanted = Buffer.from(secrets.admin_token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Stands for a mail library, which takes plain options. */
function connectMailer({ host, user, password }) {
  return `${host} as ${user.slice(0, 6)}…, with a password of ${password.length} characters`;
}
