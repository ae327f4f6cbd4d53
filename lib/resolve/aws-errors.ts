import { utf8OrUndefined } from "../core/utf8";
import { StoreFailure } from "./failure";
import { CORRECT_REFERENCE } from "./run-command";

const NOT_FOUND = ["ResourceNotFoundException", "ParameterNotFound", "ParameterVersionNotFound"];
const DENIED = ["AccessDeniedException", "AccessDenied"];
const LATE = ["AbortError", "TimeoutError"];
const OTHERS =
  "DecryptionFailure InvalidRequestException InvalidParameterException InvalidKeyId ValidationException UnrecognizedClientException " +
  "InvalidClientTokenId InvalidSignatureException SignatureDoesNotMatch IncompleteSignature MissingAuthenticationToken ExpiredToken " +
  "ExpiredTokenException RequestExpired CredentialsProviderError TokenProviderError ThrottlingException TooManyRequestsException " +
  "InternalServiceError InternalServerError ServiceUnavailable";
const NAMES = [...NOT_FOUND, ...DENIED, ...LATE, ...OTHERS.split(" ")];

/** The name of AWS's error. Its message is not used, because it may quote the request. */
export function codeOf(error: unknown): string | undefined {
  const { name, $metadata } = (error ?? {}) as { name?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const known = NAMES.find((one) => one === name);
  const status = $metadata?.httpStatusCode;
  return known ?? (typeof status === "number" ? `with the HTTP status ${status}` : undefined);
}

/** The failure for such a name; without a name, the store has no such secret. */
export function failureNamed(name: string | undefined): StoreFailure {
  if (name === undefined || NOT_FOUND.includes(name)) {
    return new StoreFailure("the store has no such secret", `${CORRECT_REFERENCE}, or create the secret in the store`);
  }
  if (LATE.includes(name)) return new StoreFailure("AWS took too long");
  return new StoreFailure(`AWS answered ${name}`, "check the region, the credentials, and the policy");
}

/** The text of a binary secret. */
export function binaryText(bytes: Uint8Array): string | StoreFailure {
  return (
    utf8OrUndefined(bytes) ??
    new StoreFailure("the secret is binary, and is not UTF-8 text", "store it as text, base64 for example")
  );
}

/** Does the error deny access? A service that imitates AWS may report that by the status alone. */
export function isDenied(error: unknown): boolean {
  const { name, $metadata } = (error ?? {}) as { name?: unknown; $metadata?: { httpStatusCode?: unknown } };
  return DENIED.some((one) => one === name) || $metadata?.httpStatusCode === 403;
}
