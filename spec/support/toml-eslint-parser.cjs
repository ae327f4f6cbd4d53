const { withLongStrings } = require("../../build/long-strings.cjs");

module.exports = require("./require-esm").requireEsm("toml-eslint-parser", withLongStrings); // see jest.config.ts
