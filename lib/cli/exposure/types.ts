/** A way by which secrets would leave the machine. It contains no value. */
export interface Exposure {
  readonly code: "SERVED_BY_VITE" | "PACKED_BY_NPM" | "COPIED_INTO_IMAGE" | "LEFT_BY_EDITOR";
  /** A path. */
  readonly where: string;
  readonly message: string;
  readonly fix: string;
  /** Worth knowing, but nothing is given away yet. @default false */
  readonly isNote?: boolean;
}
