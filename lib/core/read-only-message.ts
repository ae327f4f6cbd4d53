import { adviceToPassCopy, callerInWords } from "./caller";
import { seeDocs } from "./error-codes";
import { formatPath, type KeyPath } from "./key-path";

/** The message of a `ReadOnlyError`. `askedBy` is the package that tried to change `path`, if a package did. */
export function readOnlyMessage(act: string, path: KeyPath, askedBy: string | undefined): string {
  const what = path.length > 0 ? formatPath(path) : "the secrets object";
  const section = ACTS_ON_KEYS.has(act) ? path.slice(0, -1) : path;
  const [who, next] =
    askedBy === undefined
      ? ["", "change the secrets file and restart, or change a deep copy: toObject(view)"]
      : [`: ${callerInWords(askedBy)} tried to`, adviceToPassCopy(section)];
  return `cannot ${act} ${what}: secrets are read-only${who}\n  Try: ${next}.\n${seeDocs("ERR_SECRETS_READ_ONLY")}`;
}

/** The actions on one key of a section. All other actions are on the section itself. */
const ACTS_ON_KEYS: ReadonlySet<string> = new Set(["set", "delete", "define", "change"]);
