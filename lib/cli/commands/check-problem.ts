/** Something to fix. It contains no value. */
export interface Problem {
  readonly code: string;
  /** A path, a variable or a key. */
  readonly where: string;
  readonly message: string;
  readonly fix?: string;
}
