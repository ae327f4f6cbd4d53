/** Decodes bytes, and keeps a BOM; `undefined` if they are not UTF-8, because a secret with replacement characters in it is another secret. */
export function utf8OrUndefined(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
