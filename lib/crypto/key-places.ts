import { readFileSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { BaseFolders, Environment } from "../core/types";

/* The places where private keys are searched for; docs/encryption.md lists them. The project's folder is never one of them. */

/** The state of the process that the search for keys needs. */
export interface KeySearchContext extends BaseFolders {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** The option of the same name. */
  readonly ageKey?: string | (() => string) | undefined;
}

/** One place. */
export interface KeyPlace {
  /** The name of the place, for messages. It contains nothing of the key. */
  readonly name: string;
  /** It is read only if a recipient of the file is an SSH key. */
  readonly isForSsh?: boolean;
  /** A variable names this place, so it should have a key. */
  readonly isNamed?: boolean;
  /** The text that contains keys, or the reason why there is none. */
  read(): { readonly text: string } | { readonly problem: string };
}

/** All places, in the order of the search. A generator, because usually the first place has the key. */
export function* keyPlaces(context: KeySearchContext): Generator<KeyPlace> {
  const { env, ageKey } = context;
  if (ageKey !== undefined) {
    yield optionPlace(ageKey);
    return;
  }
  for (const name of ["SECRETS_AGE_KEY", "SOPS_AGE_KEY"]) {
    const isNamed = name === "SECRETS_AGE_KEY"; // the others belong to another program
    yield { ...variablePlace(name, env), isNamed };
    yield { ...variableFilePlace(`${name}_FILE`, context), isNamed };
  }
  yield* unlessHomeless(() => keyFiles(context).map((path) => filePlace(path, path)));
  yield* unlessHomeless(() => [{ ...filePlace(sshKeyFile(context), sshKeyFile(context)), isForSsh: true }]);
  yield {
    name: "SECRETS_AGE_KEY_CMD",
    read() {
      const command = env.SECRETS_AGE_KEY_CMD;
      if (!command) return NOT_SET;
      const { outputOf } = require("./key-command") as typeof import("./key-command");
      return outputOf(command, env);
    },
  };
}

const NOT_SET = { problem: "not set" };

/** The files with keys of this user, absolute: of this library, and of SOPS. */
export function keyFiles({ env, platform, home }: Pick<KeySearchContext, "env" | "platform" | "home">): string[] {
  const { join, isAbsolute } = platform === "win32" ? win32 : posix;
  const absolute = (folder: string | undefined) => (folder && isAbsolute(folder) ? folder : undefined);
  const inHome = (...parts: string[]) => join(homeFolder({ platform, home }), ...parts);
  const own = (folder: string) => join(folder, "toml-secrets", "keys.txt");
  const ofSops = (folder: string) => join(folder, "sops", "age", "keys.txt");
  if (platform === "win32") {
    const folder = absolute(env.APPDATA) ?? inHome("AppData", "Roaming");
    return [own(folder), ofSops(folder)];
  }
  const xdg = absolute(env.XDG_CONFIG_HOME);
  const config = xdg ?? inHome(".config");
  const isMac = platform === "darwin" && xdg === undefined; // SOPS also reads the variable first
  return [own(config), ofSops(isMac ? inHome("Library", "Application Support") : config)];
}

/**
 * A relative folder would lead into the project, where somebody else could put a key.
 * @throws TypeError if that is what the variable `HOME` says.
 */
function homeFolder({ platform, home }: Pick<KeySearchContext, "platform" | "home">): string {
  const folder = home();
  if (!(platform === "win32" ? win32 : posix).isAbsolute(folder)) throw new TypeError("the home folder is not absolute");
  return folder;
}

function sshKeyFile(context: KeySearchContext): string {
  return (context.platform === "win32" ? win32 : posix).join(homeFolder(context), ".ssh", "id_ed25519");
}

function optionPlace(ageKey: string | (() => string)): KeyPlace {
  return {
    name: "the option ageKey",
    read() {
      let text: unknown;
      try {
        text = typeof ageKey === "function" ? ageKey() : ageKey;
      } catch (error) {
        const { isReadWhileLoading } = require("../core/errors") as typeof import("../core/errors");
        if (isReadWhileLoading(error)) throw error;
        return { problem: "the function threw an error, which is not shown because it may contain a key" };
      }
      return typeof text === "string" ? { text } : { problem: "the function returned something other than text" };
    },
  };
}

function variablePlace(name: string, env: Environment): KeyPlace {
  return {
    name,
    read() {
      const text = env[name];
      return text ? { text } : NOT_SET;
    },
  };
}

function variableFilePlace(name: string, context: KeySearchContext): KeyPlace {
  const value = context.env[name];
  if (!value) return { name, read: () => NOT_SET };
  if (HOLDS_KEY.test(value)) {
    const problem = `it contains a key instead of the path of a file; a key goes into ${name.replace(/_FILE$/, "")}`;
    return { name, read: () => ({ problem }) };
  }
  const [place] = unlessHomeless(() => {
    const path = namedFile(value, context);
    return [filePlace(`${name} (${path})`, path)];
  });
  return place ?? { name, read: () => ({ problem: "its folder can't be determined" }) };
}

/** A key in a variable that should contain a path. It must not be shown as a path. */
const HOLDS_KEY = /age-secret-key-|age-plugin-|private key-----|[\r\n]/i;

/** The path in a variable, absolute: from the home folder if it begins with `~/`, else from the working folder. */
function namedFile(value: string, context: Omit<KeySearchContext, "env">): string {
  const { isAbsolute, join } = context.platform === "win32" ? win32 : posix;
  if (/^~[/\\]/.test(value)) return join(homeFolder(context), value.slice(2));
  return isAbsolute(value) ? value : join(context.cwd(), value);
}

/** Every file where private keys of age are searched for: those that variables name, and those of this user. */
export function allKeyFiles(context: KeySearchContext): string[] {
  const named = ["SECRETS_AGE_KEY_FILE", "SOPS_AGE_KEY_FILE"].flatMap((name) => {
    const value = context.env[name];
    return value && !HOLDS_KEY.test(value) ? [namedFile(value, context)] : [];
  });
  return [...named, ...keyFiles(context)];
}

function filePlace(name: string, path: string): KeyPlace {
  return {
    name,
    read() {
      try {
        return { text: textIn(readFileSync(path)) };
      } catch (error) {
        const { code = "unknown reason" } = error as NodeJS.ErrnoException;
        const known: Record<string, string> = { ENOENT: "not found", EISDIR: "a folder, and not a file" };
        return { problem: known[code] ?? `can't be read (${code})` };
      }
    },
  };
}

/** PowerShell writes UTF-16 if the output of a command is redirected to a file. */
function textIn(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");
}

/** The places, or none if the system knows no home folder or working folder for this process. */
function unlessHomeless(places: () => KeyPlace[]): KeyPlace[] {
  try {
    return places();
  } catch {
    return [];
  }
}
