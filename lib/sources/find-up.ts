import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { statsAt } from "../core/fs";
import type { Environment } from "../core/types";

/** Should the search include the folders above? The option wins over the variable. */
export function wantsFindUp(option: boolean | undefined, env: Environment): boolean {
  return option ?? /^(?:1|true|yes|on)$/i.test(env.SECRETS_FIND_UP ?? "");
}

/**
 * The nearest folder, from `start` upwards, that has `.streamlit/secrets.toml` (or `secrets.toml.age`); `start` itself if none has.
 * The search ends at the root of the repository (a folder with `.git`), below the home folder, and at a folder that another user
 * (not root) owns, or that everybody may write to, such as /tmp, because any user may have put the file there.
 */
export function folderWithSecrets(start: string, home: string | undefined, user: number | undefined): string {
  for (let folder = start; ; ) {
    if (hasSecrets(folder)) return folder;
    const above = dirname(folder);
    if (above === folder || above === home || folder === home) return start;
    if (existsSync(join(folder, ".git")) || !isTrusted(above, user)) return start;
    folder = above;
  }
}

export function hasSecrets(folder: string): boolean {
  const file = join(folder, ".streamlit", "secrets.toml");
  return existsSync(file) || existsSync(`${file}.age`);
}

function isTrusted(folder: string, user: number | undefined): boolean {
  if (user === undefined) return true; // Windows
  const stats = statsAt(folder);
  if (stats === undefined) return false;
  return (stats.uid === user || stats.uid === 0) && (stats.mode & 0o002) === 0;
}
