/*
 * The walkthrough: `npm run quickstart`. It reads the two real files beside it, ./home/.streamlit/secrets.toml as the global
 * one and ./.streamlit/secrets.toml as the project's.
 */
import { fileURLToPath } from "node:url";
import { createSecrets, getSecret, secrets, toObject } from "toml-secrets";

// In your program there is nothing to set up; here the home folder is the one beside this file.
process.chdir(fileURLToPath(new URL(".", import.meta.url)));
process.env.HOME = process.env.USERPROFILE = fileURLToPath(new URL("home", import.meta.url));

title("Read by attribute or by key");
show("secrets.db_username", secrets.db_username);
show('secrets["db_password"]', secrets["db_password"], "the project's file wins over the global one");
show("secrets.my_other_secrets.things_i_like", [...secrets.my_other_secrets.things_i_like].join(", "));

title("Root keys are environment variables");
show("process.env.db_username === secrets.db_username", process.env.db_username === secrets.db_username);
show("process.env.db_credentials", process.env.db_credentials, "sections are not");

title("Pass a whole section");
const connect = ({ username, password }) => `${username} with a password of ${password.length} characters`;
show("connect({ ...secrets.db_credentials })", connect({ ...secrets.db_credentials }));

title("Ask for what may be absent");
show('"sentry_dsn" in secrets', "sentry_dsn" in secrets);
show('getSecret(secrets, "db_credentials.port", 5432)', getSecret(secrets, "db_credentials.port", 5432));

title("Printing shows the structure and never a value");
console.log(secrets);
show("JSON.stringify(secrets.db_credentials)", JSON.stringify(secrets.db_credentials));
show("toObject(secrets.db_credentials).username", toObject(secrets.db_credentials).username, "a copy is yours");

title("A misspelt key, a write, a malformed file, no file at all");
fails(() => secrets.db_credentials.usernmae);
fails(() => {
  secrets.db_password = "new";
});
fails(() => createSecrets({ cwd: "broken" }).api_key);
fails(() => createSecrets({ cwd: "nowhere", home: "nowhere" }).api_key);

function title(text) {
  console.log(`\n${text}\n${"-".repeat(text.length)}`);
}

function show(code, value, note) {
  console.log(`${code}\n  -> ${value}${note ? `   (${note})` : ""}`);
}

function fails(act) {
  try {
    act();
    process.exitCode = 1;
    console.log("it should have failed");
  } catch (error) {
    console.log(`${error.name} [${error.code}]: ${error.message}\n`);
  }
}
