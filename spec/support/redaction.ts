import type { UntypedSecrets } from "../../lib";
import { createMasker } from "../../lib/redaction/mask";
import type { Matcher } from "../../lib/redaction/matcher";
import { sandbox } from "./sandbox";

export const SECRETS = `
api_key = "canary-key-9f8e7d"
quoted = 'canary "quoted" \\ back'
spaced = "canary with blank/ä"
pin = "12345"
small = 42
big = 987654321
yes = true
day = 1979-05-27
username = "username"
host = "localhost"
dashes = "--------"
pem = """
-----BEGIN CANARY-----
MIIBcanary0123456789abcdef
-----END CANARY-----
"""
list = ["canary-in-list", { deep = "canary-in-deep" }]
`;

export function loaded(toml = SECRETS): UntypedSecrets {
  const box = sandbox();
  box.writeProject(toml);
  const secrets = box.secrets();
  Object.keys(secrets);
  return secrets;
}

/** Pieces of a text of one length. */
export function chunksOf(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}

/** The text as a stream masks it that gets these chunks, or chunks of one length. */
export function maskedInChunks(text: string | readonly string[], matcher: Matcher, size = 1): string {
  const masker = createMasker(matcher);
  const chunks = typeof text === "string" ? chunksOf(text, size) : text;
  return chunks.map(masker.write, masker).join("") + masker.end();
}
