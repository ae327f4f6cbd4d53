import { type AwsReference, awsReference, batchesOf, isCurrent, MAX_BATCH } from "./aws-reference";
import { failureOf, StoreFailure } from "./failure";
import type { Resolver } from "./resolver";
import { CORRECT } from "./run-command";

/** Options of {@link aws}. */
export interface AwsOptions {
  /** @default the region of AWS's own settings (AWS_REGION, ~/.aws/config) */
  readonly region?: string;
  /** Another address of the service, for tests. @default AWS's own */
  readonly endpoint?: string;
  /** How long the calls for one read may take together, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
}

/**
 * Secrets Manager (`awssecrets://name#/key`) and the Parameter Store (`awsssm:///path/name`), by AWS's SDK. It is asynchronous: call
 * `await resolveSecrets()` before you read. Install `@aws-sdk/client-secrets-manager` or `@aws-sdk/client-ssm`, or both.
 */
export function aws(options: AwsOptions = {}): Resolver {
  const clients = new Map<string, unknown>();
  return async (references) => {
    const abortSignal = AbortSignal.timeout(options.timeoutMs ?? 10_000);
    const answers = new Map<string, string | StoreFailure>();
    const wanted = references.flatMap((reference) => parsed(reference, answers));
    const isParameter = ({ reference }: AwsReference) => /^awsssm:/i.test(reference);
    const clientOf: ClientOf = (scheme, load, region) => {
      const key = `${scheme} ${region}`;
      const client = clients.get(key) ?? load(settings(options, region));
      clients.set(key, client);
      return client as never;
    };
    const context: Context = { answers, clientOf, abortSignal };
    await Promise.all([
      ...batchesOf(
        wanted.filter((one) => isParameter(one)),
        MAX_BATCH.awsssm,
      ).map((batch) => parameters(batch, context)),
      ...batchesOf(
        wanted.filter((one) => !isParameter(one) && isCurrent(one)),
        MAX_BATCH.awssecrets,
      ).map((batch) => secrets(batch, context)),
      ...wanted.filter((one) => !isParameter(one) && !isCurrent(one)).map((one) => secret(one, context)),
    ]);
    return answers;
  };
}

type ClientOf = <T>(scheme: string, load: (settings: object) => T, region: string | undefined) => T;

interface Context {
  readonly answers: Map<string, string | StoreFailure>;
  readonly clientOf: ClientOf;
  readonly abortSignal: AbortSignal;
}

function settings({ region, endpoint }: AwsOptions, wanted: string | undefined): object {
  const chosen = wanted ?? region;
  return { ...(chosen === undefined ? {} : { region: chosen }), ...(endpoint === undefined ? {} : { endpoint }) };
}

function parsed(reference: string, answers: Context["answers"]): AwsReference[] {
  try {
    return [awsReference(reference)];
  } catch (error) {
    answers.set(reference, failureOf(error));
    return [];
  }
}

async function secrets(batch: readonly AwsReference[], context: Context): Promise<void> {
  const [only] = batch;
  if (batch.length === 1) return secret(only as AwsReference, context);
  const { answers, clientOf, abortSignal } = context;
  try {
    const { BatchGetSecretValueCommand, SecretsManagerClient } = secretsManager();
    const client = clientOf("awssecrets", (given) => new SecretsManagerClient(given), only?.region);
    const SecretIdList = [...new Set(batch.map(({ id }) => id))];
    const { SecretValues = [], Errors = [] } = await client.send(new BatchGetSecretValueCommand({ SecretIdList }), {
      abortSignal,
    });
    for (const { id, reference } of batch) {
      const found = SecretValues.find(({ Name, ARN }) => Name === id || ARN === id);
      const error = Errors.find(({ SecretId }) => SecretId === id);
      answers.set(reference, found === undefined ? denied(error?.ErrorCode) : textOf(found));
    }
  } catch (error) {
    if (codeOf(error) !== "AccessDeniedException") return fail(batch, error, answers);
    await Promise.all(batch.map((one) => secret(one, context))); // who may not call for several at once may still read each
  }
}

async function secret(wanted: AwsReference, { answers, clientOf, abortSignal }: Context): Promise<void> {
  try {
    const { GetSecretValueCommand, SecretsManagerClient } = secretsManager();
    const client = clientOf("awssecrets", (given) => new SecretsManagerClient(given), wanted.region);
    const { id: SecretId, versionId: VersionId, versionStage: VersionStage } = wanted;
    const version = {
      ...(VersionId === undefined ? {} : { VersionId }),
      ...(VersionStage === undefined ? {} : { VersionStage }),
    };
    answers.set(
      wanted.reference,
      textOf(await client.send(new GetSecretValueCommand({ SecretId, ...version }), { abortSignal })),
    );
  } catch (error) {
    fail([wanted], error, answers);
  }
}

async function parameters(batch: readonly AwsReference[], { answers, clientOf, abortSignal }: Context): Promise<void> {
  try {
    const { GetParametersCommand, SSMClient } = ssm();
    const client = clientOf("awsssm", (given) => new SSMClient(given), batch[0]?.region);
    const nameOf = ({ id, versionId }: AwsReference) => (versionId === undefined ? id : `${id}:${versionId}`);
    const Names = [...new Set(batch.map(nameOf))];
    const { Parameters = [] } = await client.send(new GetParametersCommand({ Names, WithDecryption: true }), { abortSignal });
    for (const one of batch) {
      const found = Parameters.find(({ Name, Selector = "", ARN }) =>
        [`${Name}${Selector}`, `${ARN}${Selector}`].includes(nameOf(one)),
      );
      answers.set(one.reference, found?.Value ?? denied(undefined));
    }
  } catch (error) {
    fail(batch, error, answers);
  }
}

function textOf({
  SecretString,
  SecretBinary,
}: {
  SecretString?: string | undefined;
  SecretBinary?: Uint8Array | undefined;
}): string {
  return SecretString ?? Buffer.from(SecretBinary ?? []).toString("utf8");
}

function fail(batch: readonly AwsReference[], error: unknown, answers: Context["answers"]): void {
  const name = codeOf(error);
  const failure = name === undefined ? failureOf(error) : denied(name);
  for (const { reference } of batch) answers.set(reference, failure);
}

const NAMES = [
  "ResourceNotFoundException",
  "AccessDeniedException",
  "DecryptionFailure",
  "InvalidRequestException",
  "InvalidParameterException",
  "UnrecognizedClientException",
  "ExpiredTokenException",
  "CredentialsProviderError",
  "ThrottlingException",
  "AbortError",
  "TimeoutError",
];

/** The name of AWS's error; the message may quote what was asked for. */
function codeOf(error: unknown): string | undefined {
  const name = (error as { name?: unknown } | undefined)?.name;
  return NAMES.find((one) => one === name);
}

function denied(name: string | undefined): StoreFailure {
  if (name === undefined || name === "ResourceNotFoundException") {
    return new StoreFailure("the store has no such secret", `${CORRECT}, or create the secret in the store`);
  }
  if (name === "AbortError" || name === "TimeoutError") return new StoreFailure("AWS took too long");
  return new StoreFailure(
    `AWS answered ${NAMES.includes(name) ? name : "with an error"}`,
    "check the region, the credentials, and the policy",
  );
}

function secretsManager() {
  try {
    return require("@aws-sdk/client-secrets-manager") as typeof import("@aws-sdk/client-secrets-manager");
  } catch {
    throw notInstalled("@aws-sdk/client-secrets-manager");
  }
}

function ssm() {
  try {
    return require("@aws-sdk/client-ssm") as typeof import("@aws-sdk/client-ssm");
  } catch {
    throw notInstalled("@aws-sdk/client-ssm");
  }
}

function notInstalled(name: string): StoreFailure {
  return new StoreFailure(`the package ${name} is not installed`, `npm install ${name}`);
}
