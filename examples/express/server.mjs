/*
 * A web service that uses secrets and shows none: `node examples/express/server.mjs`, then
 *
 *   curl localhost:3000/status
 *   curl -H "authorization: Bearer canary-admin-93b1c7" localhost:3000/admin
 */
import { timingSafeEqual } from "node:crypto";
import { fileURLToPath } from "node:url";
import express from "express";
import { loadIfExists, secrets } from "toml-secrets";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
loadIfExists(); // a malformed file stops the service here, not at the first request

const app = express();

app.get("/status", (_request, response) => {
  // Both are redacted: the log line and the response show the keys and no value.
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

/** A stand-in for a mail library that takes plain options. */
function connectMailer({ host, username, password }) {
  return `${host} as ${username.slice(0, 6)}…, with a password of ${password.length} characters`;
}
