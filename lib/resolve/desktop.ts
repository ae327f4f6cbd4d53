import { type CommandOptions, createCommand, type Tool, withoutLineBreak } from "./create-command";
import { StoreFailure } from "./failure";
import { CORRECT_REFERENCE } from "./run-command";
import { afterScheme, argument, flag, option, partsOf } from "./uri";

/* Password managers and keyrings of a person's own machine. */

/** `pass://folder/entry`: the first line, as `pass -c` takes it; `?lines=all` for the whole entry. */
export const pass: Tool = {
  name: "pass",
  one(uri, run) {
    const path = argument(uri.path);
    const text = run(["show", "--", path]);
    if (isListing(text, path)) throw new StoreFailure("the reference names a folder of the store", CORRECT_REFERENCE);
    return uri.query.get("lines") === "all" ? withoutLineBreak(text) : (text.split(/\r?\n/, 1)[0] as string);
  },
};

/** For a folder, `pass show` prints its name and a tree of its entries, as if that were the content of an entry. */
function isListing(text: string, path: string): boolean {
  const [first, second = ""] = text.split("\n", 2);
  return first === path && /^[├└|`]/.test(second);
}

/** `secret-tool://attribute/value[/attribute/value…]`: the item of the keyring (GNOME Keyring, KWallet) with these attributes. */
export const secretTool: Tool = {
  name: "secret-tool",
  one(uri, run) {
    const parts = partsOf(uri, 2, 20, "secret-tool://attribute/value");
    if (parts.length % 2 !== 0) throw new StoreFailure("the reference has an attribute without a value", CORRECT_REFERENCE);
    return run(["lookup", ...parts]); // prints no line break
  },
};

/** `keychain://service[/account]`: a generic password of the keychain of macOS. */
export const security: Tool = {
  name: "security",
  one(uri, run) {
    const [service = "", account] = partsOf(uri, 1, 2, "keychain://service/account");
    return withoutLineBreak(
      run(["find-generic-password", "-w", "-s", service, ...(account === undefined ? [] : ["-a", account])]),
    );
  },
};

/** `systemd-creds:///path/to/file.cred[?name=…]`: an encrypted credential of systemd, exactly as it is. */
export const systemdCreds: Tool = {
  name: "systemd-creds",
  one: (uri, run) => run(["decrypt", ...flag("--name", option(uri, "name")), "--", argument(uri.path), "-"]),
};

/** Options of `commands["keepassxc-cli"]`. */
export interface KeepassxcOptions extends CommandOptions {
  /** The database. @default the part `?database=` of the reference */
  readonly database?: string;
  /** The key file, if the database has one. @default the part `?key-file=` of the reference */
  readonly keyFile?: string;
  /** Returns the password of the database. Without it, the database is opened with the key file alone. */
  readonly password?: () => string;
}

/** `keepassxc://group/entry[?attribute=UserName]`: an attribute of an entry, the password by default. */
export const keepassxc: Tool<KeepassxcOptions> = {
  name: "keepassxc-cli",
  one(uri, run, { database = option(uri, "database"), keyFile = option(uri, "key-file"), password }) {
    if (database === undefined)
      throw new StoreFailure("no database is named", "pass the option database, or add ?database=FILE to the reference");
    const key = keyFile === undefined ? [] : ["--key-file", argument(keyFile)];
    const attribute = option(uri, "attribute") ?? "Password";
    const unlock = password === undefined ? ["--no-password"] : [];
    const argv = [
      "show",
      "--quiet",
      "--show-protected",
      ...unlock,
      ...key,
      "--attributes",
      attribute,
      argument(database),
      argument(uri.path),
    ];
    return withoutLineBreak(run(argv, password && `${password()}\n`));
  },
};

/** `bw://item[/password|username|totp|notes|uri]`; `bw://item/item#/login/password` for any part of the item. */
export const bw: Tool = {
  name: "bw",
  one(uri, run) {
    const [item = "", field = "password"] = partsOf(uri, 1, 2, "bw://item/field");
    if (!["password", "username", "totp", "notes", "uri", "item"].includes(field)) {
      throw new StoreFailure("the reference names a field that bw does not know", CORRECT_REFERENCE);
    }
    return withoutLineBreak(run(["get", field, item, "--nointeraction", "--raw"]));
  },
};

/**
 * Any other command. `argv` is the command and its arguments. `{}` in it is replaced with everything after `://`; without `{}`, that is
 * the last argument.
 */
export function custom([name = "", ...args]: readonly string[], options: CommandOptions) {
  const tool: Tool = {
    name,
    one(_uri, run, _options, reference) {
      const text = argument(afterScheme(reference));
      const filled = args.map((arg) => arg.replaceAll("{}", () => text));
      return withoutLineBreak(run(args.some((arg) => arg.includes("{}")) ? filled : [...args, text]));
    },
  };
  return createCommand(tool, options);
}
