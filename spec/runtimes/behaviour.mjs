import * as api from "toml-secrets";
import * as testing from "toml-secrets/testing";
import suite from "./behaviour.cjs";

console.log(`behaves: ${await suite.behave(api, testing)}`);
