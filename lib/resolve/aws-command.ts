import { binaryText } from "./aws-errors";
import { type AwsReference, awsReference, batchesOf, isCurrent, MAX_BATCH } from "./aws-reference";
import { jsonOf, type Tool } from "./create-command";
import { failureOf, isStoreFailure, StoreFailure } from "./failure";
import type { Answers } from "./resolver";
import { CORRECT_REFERENCE, type Run } from "./run-command";
import { flag } from "./uri";

/** `awssecrets://name#/key` of Secrets Manager, and `awsssm:///path/name` of the Parameter Store, with the command of AWS. */
export const aws: Tool = {
  name: "aws",
  one(uri, run, _options, reference) {
    const wanted = awsReference(reference);
    if (uri.scheme === "awsssm") {
      const name = wanted.versionId === undefined ? wanted.id : `${wanted.id}:${wanted.versionId}`;
      const argv = ["ssm", "get-parameter", `--name=${name}`, "--with-decryption"];
      const { Parameter } = json(argv, wanted, run) as { Parameter?: { Value?: string } };
      return textOrThrow(Parameter?.Value);
    }
    const versions = [...flag("--version-id", wanted.versionId), ...flag("--version-stage", wanted.versionStage)];
    return textOrThrow(
      secretText(json(["secretsmanager", "get-secret-value", `--secret-id=${wanted.id}`, ...versions], wanted, run)),
    );
  },
  many(references, run) {
    const answers = new Map<string, string>();
    const wanted = references.flatMap(parsed).filter(isCurrent);
    const isParameter = ({ reference }: AwsReference) => /^awsssm:/i.test(reference);
    for (const batch of batchesOf(wanted.filter(isParameter), MAX_BATCH.awsssm)) add(answers, () => parameters(batch, run));
    const secrets = wanted.filter((one) => !isParameter(one));
    for (const batch of batchesOf(secrets, MAX_BATCH.awssecrets)) add(answers, () => secretsOf(batch, run));
    return answers;
  },
};

/** A malformed reference fails by itself later. */
function parsed(reference: string): AwsReference[] {
  try {
    return [awsReference(reference)];
  } catch {
    return [];
  }
}

/** A user who may not fetch several secrets at once may still read each of them. */
function add(answers: Map<string, string>, call: () => Answers): void {
  try {
    for (const [reference, text] of call()) if (typeof text === "string") answers.set(reference, text);
  } catch (error) {
    if (!/exit code/.test(failureOf(error).reason)) throw error;
  }
}

function parameters(batch: readonly AwsReference[], run: Run): Answers {
  const names = [...new Set(batch.map(({ id }) => id))];
  const argv = ["ssm", "get-parameters", "--with-decryption", "--names", ...names];
  const { Parameters = [] } = json(argv, batch[0] as AwsReference, run) as {
    Parameters?: { Name: string; ARN: string; Value: string }[];
  };
  return byId(batch, Parameters, ({ Value }) => Value);
}

function secretsOf(batch: readonly AwsReference[], run: Run): Answers {
  const ids = [...new Set(batch.map(({ id }) => id))];
  const argv = ["secretsmanager", "batch-get-secret-value", "--secret-id-list", ...ids];
  const { SecretValues = [] } = json(argv, batch[0] as AwsReference, run) as { SecretValues?: SecretAnswer[] };
  return byId(batch, SecretValues, secretText);
}

interface SecretAnswer {
  readonly Name: string;
  readonly ARN: string;
  readonly SecretString?: string;
  readonly SecretBinary?: string;
}

function byId<T extends { readonly Name: string; readonly ARN: string }>(
  batch: readonly AwsReference[],
  found: readonly T[],
  text: (one: T) => string | StoreFailure | undefined,
): Answers {
  const answers = new Map<string, string | StoreFailure>();
  for (const { id, reference } of batch) {
    const one = found.find(({ Name, ARN }) => Name === id || ARN === id);
    const value = one && text(one);
    if (value !== undefined) answers.set(reference, value);
  }
  return answers;
}

function json(argv: readonly string[], { region }: AwsReference, run: Run): Record<string, unknown> {
  return jsonOf(run([...argv, ...flag("--region", region), "--output=json"]));
}

function secretText({ SecretString, SecretBinary }: Partial<SecretAnswer>): string | StoreFailure | undefined {
  return SecretString ?? (SecretBinary === undefined ? undefined : binaryText(Buffer.from(SecretBinary, "base64")));
}

function textOrThrow(value: unknown): string {
  if (typeof value === "string") return value;
  if (isStoreFailure(value)) throw value;
  throw new StoreFailure("the store has no such secret", CORRECT_REFERENCE);
}
