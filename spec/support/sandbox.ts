import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createSecrets, type SecretsOptions, type UntypedSecrets } from "../../lib";

/** A temporary home and project with real files, an environment of its own, and every warning that was given. */
export interface Sandbox {
  readonly root: string;
  readonly home: string;
  readonly project: string;
  readonly env: Record<string, string | undefined>;
  readonly warnings: string[];
  /** Writes a file below the root, with its folders; returns its path. */
  write(path: string, content: string | Uint8Array): string;
  link(path: string, target: string): string;
  /** `~/.streamlit/secrets.toml` */
  writeGlobal(toml: string): string;
  /** `<project>/.streamlit/secrets.toml` */
  writeProject(toml: string): string;
  /** An instance that sees nothing but this sandbox. */
  secrets(options?: SecretsOptions): UntypedSecrets;
}

const roots: string[] = [];

/** A fresh sandbox; it is removed after the spec. */
export function sandbox(): Sandbox {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "toml-secrets-")));
  roots.push(root);
  const env: Sandbox["env"] = {};
  const warnings: string[] = [];
  const write = (path: string, content: string | Uint8Array) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  mkdirSync(join(root, "home"));
  mkdirSync(join(root, "project"));
  return {
    root,
    home: join(root, "home"),
    project: join(root, "project"),
    env,
    warnings,
    write,
    link(path, target) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(target, join(root, path));
      return join(root, path);
    },
    writeGlobal: (toml) => write("home/.streamlit/secrets.toml", toml),
    writeProject: (toml) => write("project/.streamlit/secrets.toml", toml),
    secrets: (options = {}) =>
      createSecrets({
        cwd: join(root, "project"),
        home: join(root, "home"),
        env,
        warn: (message) => warnings.push(message),
        ...options,
      }),
  };
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** Returns what a function throws. The spec fails if it throws nothing. */
export function thrown<E = Error>(act: () => unknown): E {
  try {
    act();
  } catch (error) {
    return error as E;
  }
  throw new Error("it threw nothing");
}
