import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sandbox } from "../support/sandbox";
import { type Case, differences } from "../support/streamlit";

const cases: Case[] = JSON.parse(readFileSync(join(__dirname, "../fixtures/streamlit-cases.json"), "utf8"));

/** The cases that differ, each for a reason. One that begins to agree fails, so that the table stays true. */
const ON_PURPOSE: Record<string, string> = {
  "doc/file-created-while-running": "the outcome of the first load stands until the process restarts",
  "doc/no-file-by-attribute": "one language, one error: FileNotFoundError by attribute and by key",
  "doc/missing-key": "a string has no missing keys in JavaScript: what is not there is undefined",
  "merge/same-file-home-is-cwd": "a place that is listed twice is looked at once",
  "env/types": "numbers are exported as JavaScript writes them, which has one kind of them",
  "env/inf-nan": "numbers are exported as JavaScript writes them, which has one kind of them",
  "env/empty-key": "a key that the environment can't hold is skipped, and blocks no other",
  "files/none":
    "asking never throws for what is absent: `in` is false, a fallback is given; and one error by attribute and by key",
  "files/none-suppressed": "one language, one error: FileNotFoundError by attribute and by key",
  "files/bom": "a byte order mark is no part of the first key",
  "files/bom-section": "a byte order mark is no part of the first key",
  "files/cr-only": "TOML 1.0: a lone carriage return ends no line",
  "files/string-instead-of-list": "one path may be given as a string",
  "files/tilde-not-expanded": "~/ is the home folder",
  "files/config-toml": "Streamlit's own configuration file, flags and variable do not count here; SECRETS_FILES does",
  "files/config-toml-env-prefix-in-list":
    "Streamlit's own configuration file, flags and variable do not count here; SECRETS_FILES does",
  "files/cli-flag": "Streamlit's own configuration file, flags and variable do not count here; SECRETS_FILES does",
  "files/env-var": "Streamlit's own configuration file, flags and variable do not count here; SECRETS_FILES does",
  "files/env-var-path-with-space": "Streamlit's own configuration file, flags and variable do not count here; SECRETS_FILES does",
  "files/env-var-colon": "Streamlit's own configuration file, flags and variable do not count here; SECRETS_FILES does",
  "files/env-over-config": "Streamlit's own configuration file, flags and variable do not count here; SECRETS_FILES does",
  "malformed/control-char": "TOML 1.0: no control characters in strings",
  "malformed/fixed-afterwards": "the outcome of the first load stands until the process restarts",
  "names/like-methods-section": "every name on the object belongs to the user's keys",
  "access/to_dict": "JSON is redacted, and no error",
  "access/repr-runtime": "printing never shows a value",
  "write/root": "every write throws a ReadOnlyError",
  "write/del-attr-root": "every write throws a ReadOnlyError",
  "write/list-is-live": "arrays and sections in them are read-only",
  "write/table-in-list-is-live": "arrays and sections in them are read-only",
  "write/root-to_dict-is-shallow": "toObject copies deep",
  "toml/time": "dates have milliseconds in JavaScript",
  "toml/array-of-inline": "sections in arrays are views, by attribute and by key",
  "toml/inline-tables": "an inline table is a section like any other",
  "toml/key-whitespace": "TOML 1.0: white space around a dot is no part of a key",
  "dir/strip": "only line breaks at the end are removed from a file in a folder",
  "dir/stray-file": "a file at the top of a folder is a secret, as Docker, systemd and Kubernetes mount them",
  "dir/nested-folder-ignored": "deeper folders are sections",
  "dir/empty-subfolder-with-others": "an empty folder is no section: Docker makes one where the file of a secret is missing",
  "dir/new-empty-file-swaps-shape": "the outcome of the first load stands until the process restarts",
  "access/section-is-new-each-time": "a section is the same object each time",
  "env/reload-unrelated-same-value": "the outcome of the first load stands until the process restarts",
  "dir/unicode-white-space": "only line breaks at the end are removed from a file in a folder",
  "dir/hidden-file-counts": "desktop litter is no secret",
  "toml/negative-zero": "TOML 1.0: a float keeps its sign",
  "toml/literal-multiline-first-newline": "TOML 1.0: only the first line break of a multi-line string is dropped",
  "toml/unclosed-array-at-end": "TOML 1.0: an array must be closed",
  "toml/unclosed-array-only": "TOML 1.0: an array must be closed",
  "toml/integers": "TOML's integers have 64 bits: a larger one is an error, and mostly a hash without quotes",
  "toml/double-comma": "TOML 1.0: no value between two commas is an error",
  "toml/time-milliseconds": "the original takes milliseconds for microseconds",
  "toml/multiline-inside-inline-table-literal": "TOML 1.0: a multi-line string may stand in an inline table",
};

const agreeing = cases.filter(({ name }) => !(name in ON_PURPOSE));

describe("the outcomes of Streamlit's own code", () => {
  it.each(agreeing.map((given) => [given.name, given] as const))("%s", (_name, given) => {
    expect(differences(given, sandbox().root)).toEqual([]);
  });
});

describe("the outcomes that differ on purpose", () => {
  it.each(Object.entries(ON_PURPOSE))("%s: %s", (name) => {
    const given = cases.find((one) => one.name === name);
    expect(differences(given as Case, sandbox().root)).not.toEqual([]);
  });
});
