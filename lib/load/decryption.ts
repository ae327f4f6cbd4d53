import { rememberKeys } from "../core/sealed";
import type { SecretsTable } from "../core/types";
import { attach } from "../crypto/attach";
import { createKeyring } from "../crypto/keyring";
import type { decodeToml } from "../toml/decode";
import type { LoadRequest } from "./load-request";

/** Reads the encrypted documents of a load. The private key is searched for once for all of them, when the first value is opened. */
export interface Decryption {
  /** The table of a document, with an encrypted value in place of each token. @throws ParseError if its header is missing or malformed. */
  values(table: SecretsTable, source: string): SecretsTable;
  /** The table of an armored age file. @throws LockedError, DecryptError, ParseError. */
  wholeFile(text: string, source: string): SecretsTable;
}

/** `decodeToml` is an argument, so that this module does not load a second copy of it. */
export function createDecryption(request: LoadRequest, decode: typeof decodeToml): Decryption {
  const { platform = "linux", parse } = request;
  const keyring = createKeyring({ ...request, platform });
  const decoded = (text: string, source: string) => decode(text, source, parse);
  const values = (table: SecretsTable, source: string) => attach(table, source, keyring, decoded);
  return {
    values,
    wholeFile(text, source) {
      const { openWholeFile } = require("../crypto/whole-file") as typeof import("../crypto/whole-file");
      const table = values(decoded(openWholeFile(text, source, keyring), source), source);
      rememberKeys(table, keyring.used);
      return table;
    },
  };
}
