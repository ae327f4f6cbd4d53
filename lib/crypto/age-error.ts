/** An age file or a key is malformed or damaged. The message contains nothing of it. Code outside of lib/crypto never sees this error. */
export class AgeError extends Error {
  override readonly name = "AgeError";
}

/** Compares the name, because each file of the build has its own copy of the class. */
export function isAgeError(error: unknown): error is AgeError {
  return error instanceof Error && error.name === "AgeError";
}
