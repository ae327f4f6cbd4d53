import { LockedError, secrets } from "toml-secrets";

// The program knows nothing of encryption. Who starts it has a key, or has none.
try {
  console.log(`connected to ${secrets.db.host} with a password of ${secrets.db.password.length} characters`);
} catch (error) {
  if (!(error instanceof LockedError)) throw error;
  console.log(`${error.name}: it can be opened by ${error.recipients.map(({ name }) => name).join(", ")}`);
}
