import { binaryText, codeOf, failureNamed, isDenied } from "./aws-errors";
import { type AwsReference, awsReference, batchesOf, isCurrent, MAX_BATCH } from "./aws-reference";
import { failureOf, StoreFailure } from "./failure";
import { checkLimit } from "./limit";
import type { Resolver } from "./resolver";

/** Options of {@link aws}. */
export interface AwsOptions {
  /** The region. @default the region of AWS's own settings (AWS_REGION, ~/.aws/config) */
  readonly region?: string;
  /** Another address of the service, for tests. @default AWS's own */
  readonly endpoint?: string;
  /** How long all calls for one read may take, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
}

/**
 * Secrets Manager (`awssecrets://name#/key`) and the Parameter Store (`awsssm:///path/name`), by AWS's SDK. It is asynchronous: call
 * `await resolveSecrets()` before you read. Install `@aws-sdk/client-secrets-manager` or `@aws-sdk/client-ssm`, or both.
 * @throws TypeError if `timeoutMs` is not a whole number from 1 to 2147483647.
 */
export function aws(options: AwsOptions = {}): Resolver {
  if (options.timeoutMs !== undefined) checkLimit("aws: timeoutMs", options.timeoutMs);
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
      answers.set(reference, found === undefined ? failureNamed(error?.ErrorCode) : secretText(found));
    }
  } catch (error) {
    if (!isDenied(error)) return fail(batch, error, answers);
    await Promise.all(batch.map((one) => secret(one, context))); // a user without the right for a batch may still read each
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
      secretText(await client.send(new GetSecretValueCommand({ SecretId, ...version }), { abortSignal })),
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
      const found = parameterFor(one, Parameters);
      answers.set(one.reference, found?.Value ?? failureNamed(undefined));
    }
  } catch (error) {
    fail(batch, error, answers);
  }
}

interface Parameter {
  readonly Name?: string | undefined;
  readonly ARN?: string | undefined;
  readonly Value?: string | undefined;
  readonly Version?: number | undefined;
  readonly Selector?: string | undefined;
}

/** The answer to this reference: its version if it names one, else the newest. */
function parameterFor({ id, versionId }: AwsReference, found: readonly Parameter[]): Parameter | undefined {
  const ofName = found.filter(({ Name, ARN }) => Name === id || ARN === id);
  if (versionId !== undefined) {
    return ofName.find(({ Version, Selector }) => Selector === `:${versionId}` || String(Version) === versionId);
  }
  const current = ofName.filter(({ Selector }) => Selector === undefined);
  return current.sort((a, b) => (b.Version ?? 0) - (a.Version ?? 0))[0];
}

function secretText({
  SecretString,
  SecretBinary,
}: {
  SecretString?: string | undefined;
  SecretBinary?: Uint8Array | undefined;
}): string | StoreFailure {
  return SecretString ?? (SecretBinary === undefined ? failureNamed(undefined) : binaryText(SecretBinary));
}

function fail(batch: readonly AwsReference[], error: unknown, answers: Context["answers"]): void {
  const name = codeOf(error);
  const failure = name === undefined ? failureOf(error) : failureNamed(name);
  for (const { reference } of batch) answers.set(reference, failure);
}

/* Bundlers leave out a package that is not installed only if its `require` is in a `try`. */

function secretsManager() {
  try {
    const sdk = require("@aws-sdk/client-secrets-manager") as typeof import("@aws-sdk/client-secrets-manager");
    return complete(sdk, "SecretsManagerClient");
  } catch {
    throw notInstalled("@aws-sdk/client-secrets-manager");
  }
}

function ssm() {
  try {
    return complete(require("@aws-sdk/client-ssm") as typeof import("@aws-sdk/client-ssm"), "SSMClient");
  } catch {
    throw notInstalled("@aws-sdk/client-ssm");
  }
}

/** @throws Error if it is the empty module with which Vite replaces a package that is not installed. */
function complete<T extends object>(sdk: T, client: keyof T): T {
  if (sdk[client] === undefined) throw new Error("an empty module");
  return sdk;
}

function notInstalled(name: string): StoreFailure {
  return new StoreFailure(`the package ${name} is not installed`, `npm install ${name}`);
}
