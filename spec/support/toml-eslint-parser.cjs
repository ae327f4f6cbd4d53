module.exports = require("./require-esm").requireEsm("toml-eslint-parser"); // see jest.config.ts
