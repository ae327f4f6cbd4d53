/** Decodes bytes; `undefined` if they are not UTF-8, because a text with replacement characters would be another secret. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
