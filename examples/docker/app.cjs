/* The program in the container. It knows nothing of Docker: SECRETS_FILES says where its secrets are. */
const { secrets } = require("toml-secrets");

console.log(`a password of ${secrets.db_password.length} characters, an API key of ${secrets.api_key.length}`);
console.log("in the environment:", process.env.db_password === secrets.db_password);
console.log(secrets);
