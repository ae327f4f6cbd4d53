import { accessSync, constants, type Stats, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { linkStatsAt } from "../core/fs";
import { foldersAbove, isWithin } from "../core/paths";

/** Where Docker, systemd and Kubernetes put secrets. */
const PLATFORM_FOLDERS = ["/run/secrets", "/run/credentials", "/var/run/secrets"];
const OVERLAY = 0x794c7630;

/**
 * Is this a file of root that the user can't change, on a mount of a platform? It is if it is below a folder of a platform, in a
 * Kubernetes volume, or on a file system that begins at the file, at its folder, or inside the source. A file system that begins
 * farther up may be any disk, such as the disk of /var.
 * @param path a path without links.
 */
export function isPlatformMount(path: string, { uid }: Stats, source: string): boolean {
  if (uid !== 0 || canWrite(path) || canWrite(dirname(path))) return false;
  if (PLATFORM_FOLDERS.some((folder) => isWithin(path, folder)) || foldersAbove(path).some(isVolume)) return true;
  const point = mountPointOf(path);
  return point !== undefined && (point === path || point === dirname(path) || isWithin(point, source));
}

/** Is the path on a file system that is mounted read-only? */
export function isReadOnly(path: string): boolean {
  return accessError(path) === "EROFS";
}

/** Only a read-only mount stops root from writing. */
function canWrite(path: string): boolean {
  return accessError(path) === undefined;
}

function accessError(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "";
  }
}

/** Kubernetes replaces the content of a volume with a link of this name. */
function isVolume(folder: string): boolean {
  const link = linkStatsAt(join(folder, "..data"));
  return link?.isSymbolicLink() === true && link.uid === 0;
}

/** Where the file system of a path begins; `undefined` if it is the root, or unknown. */
function mountPointOf(path: string): string | undefined {
  try {
    // An overlay over several file systems reports another device for a file than for its folder.
    const isOverlaid = statfsSync(path).type === OVERLAY;
    let point = isOverlaid ? dirname(path) : path;
    const { dev } = statSync(point);
    for (const folder of foldersAbove(point)) {
      if (statSync(folder).dev !== dev) return point;
      point = folder;
    }
    return undefined;
  } catch {
    return undefined;
  }
}
