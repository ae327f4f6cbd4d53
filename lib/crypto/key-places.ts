import { readFileSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { BaseFolders, Environment } from "../core/types";

/* Where private keys are looked for, docs/encryption.md. The project's folder is never among the places. */

/** What the search for keys needs to know of the process. */
export interface KeyEdges extends BaseFolders {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** The option of the same name. */
  readonly ageKey?: string | (() => string) | undefined;
}

/** One place. */
export interface KeyPlace {
  /** Says where, and nothing of what is there. */
  readonly name: string;
  /** It is not looked at unless the file is for an SSH key. */
  readonly isForSsh?: boolean;
  /** The text that has keys, or why there is none. */
  read(): { readonly text: string } | { readonly problem: string };
}

/** All places, in their order. They are made one by one, because mostly the first has the key. */
export function* keyPlaces(edges: KeyEdges): Generator<KeyPlace> {
  const { env, ageKey } = edges;
  if (ageKey !== undefined) {
    yield optionPlace(ageKey);
    return;
  }
  for (const name of ["SECRETS_AGE_KEY", "SOPS_AGE_KEY"]) {
    yield variablePlace(name, env);
    yield variableFilePlace(`${name}_FILE`, edges);
  }
  yield* unlessHomeless(() => keyFiles(edges).map((path) => filePlace(path, path)));
  yield* unlessHomeless(() => [{ ...filePlace(sshKeyFile(edges), sshKeyFile(edges)), isForSsh: true }]);
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
export function keyFiles({ env, platform, home }: Pick<KeyEdges, "env" | "platform" | "home">): string[] {
  const { join } = platform === "win32" ? win32 : posix;
  const own = (folder: string) => join(folder, "toml-secrets", "keys.txt");
  const ofSops = (folder: string) => join(folder, "sops", "age", "keys.txt");
  if (platform === "win32") {
    const folder = env.APPDATA || join(home(), "AppData", "Roaming");
    return [own(folder), ofSops(folder)];
  }
  const config = env.XDG_CONFIG_HOME || join(home(), ".config");
  const isMac = platform === "darwin" && !env.XDG_CONFIG_HOME; // SOPS asks for the variable first as well
  return [own(config), ofSops(isMac ? join(home(), "Library", "Application Support") : config)];
}

function sshKeyFile({ platform, home }: KeyEdges): string {
  return (platform === "win32" ? win32 : posix).join(home(), ".ssh", "id_ed25519");
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
        return { problem: "the function threw an error, which is not shown because it may hold a key" };
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

function variableFilePlace(name: string, { env, cwd, home, platform }: KeyEdges): KeyPlace {
  const value = env[name];
  if (!value) return { name, read: () => NOT_SET };
  const { isAbsolute, join } = platform === "win32" ? win32 : posix;
  const [place] = unlessHomeless(() => {
    const inHome = /^~[/\\]/.test(value) ? join(home(), value.slice(2)) : value;
    const path = isAbsolute(inHome) ? inHome : join(cwd(), inHome);
    return [filePlace(`${name} (${path})`, path)];
  });
  return place ?? { name, read: () => ({ problem: "its folder can't be determined" }) };
}

function filePlace(name: string, path: string): KeyPlace {
  return {
    name,
    read() {
      try {
        return { text: readFileSync(path, "utf8") };
      } catch (error) {
        const { code = "unknown reason" } = error as NodeJS.ErrnoException;
        return { problem: code === "ENOENT" ? "not found" : `can't be read (${code})` };
      }
    },
  };
}

/** The places, or none if the system knows no home folder or working folder for this process. */
function unlessHomeless(places: () => KeyPlace[]): KeyPlace[] {
  try {
    return places();
  } catch {
    return [];
  }
}
