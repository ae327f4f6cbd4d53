import * as api from "toml-secrets";
import { createSecrets, KeyError, type SecretsOptions } from "toml-secrets";
import * as testing from "toml-secrets/testing";
import suite from "./behaviour.cjs";

const options: SecretsOptions = { files: [], env: {}, exportEnv: false };
if (typeof createSecrets(options) !== "object" || typeof KeyError !== "function") throw new Error("no exports");
suite.behave(api, testing).then((count: number) => console.log(`behaves: ${count}`));
