/** An age file or a key is malformed or damaged. The message names no content of it. It never leaves this room. */
export class AgeError extends Error {
  override readonly name = "AgeError";
}

/** It goes by the name, because each file of the build has its own copy of the class. */
export function isAgeError(error: unknown): error is AgeError {
  return error instanceof Error && error.name === "AgeError";
}
