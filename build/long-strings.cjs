const { readFileSync } = require("node:fs");

/*
 * toml-eslint-parser passes each character of a string as an argument of its own: String.fromCodePoint(...out). So a string of
 * more than some 120,000 characters overflows the stack, and no command could change a file that contains one. This rewrite
 * passes them in parts. It is CommonJS, because jest uses it too.
 */

const CALL = "String.fromCodePoint(...out)";
const HELPER = `
function textOfCodePoints(codePoints) {
  let text = "";
  for (let at = 0; at < codePoints.length; at += 4096) text += String.fromCodePoint(...codePoints.slice(at, at + 4096));
  return text;
}
`;

/** The source of toml-eslint-parser without that limit. */
function withLongStrings(source) {
  if (!source.includes(CALL)) throw new Error("toml-eslint-parser has changed: see whether it reads long strings now");
  return source.replaceAll(CALL, "textOfCodePoints(out)") + HELPER;
}

function longStrings() {
  return {
    name: "long-strings",
    setup({ onLoad }) {
      onLoad({ filter: /toml-eslint-parser.lib.index\.mjs$/ }, ({ path }) => ({
        contents: withLongStrings(readFileSync(path, "utf8")),
      }));
    },
  };
}

module.exports = { longStrings, withLongStrings };
