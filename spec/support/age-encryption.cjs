module.exports = require("./require-esm").requireEsm("age-encryption"); // see jest.config.ts
