import type { StoreUri } from "./uri";
import { argument, option, uriOf } from "./uri";

/** A reference to AWS: `awssecrets://name?version_stage=AWSPREVIOUS`, `awsssm:///path/name`. */
export interface AwsReference {
  readonly reference: string;
  readonly id: string;
  readonly region: string | undefined;
  readonly versionId: string | undefined;
  readonly versionStage: string | undefined;
}

/** The largest number of secrets (Secrets Manager) and of parameters (SSM) in one call. */
export const MAX_BATCH = { awssecrets: 20, awsssm: 10 } as const;

/** @throws StoreFailure */
export function awsReference(reference: string): AwsReference {
  const uri: StoreUri = uriOf(reference);
  return {
    reference,
    id: argument(uri.scheme === "awsssm" ? parameterName(uri.path) : uri.path),
    region: option(uri, "region"),
    versionId: option(uri, "version_id"),
    versionStage: option(uri, "version_stage"),
  };
}

/** The name of a parameter with a slash in it begins with a slash, which people leave out: `awsssm://app/key`. An ARN is left as it is. */
function parameterName(path: string): string {
  return path.includes("/") && !path.startsWith("/") && !path.startsWith("arn:") ? `/${path}` : path;
}

/** Can it be fetched together with others? A call for several returns only the current versions. */
export function isCurrent({ versionId, versionStage }: AwsReference): boolean {
  return versionId === undefined && versionStage === undefined;
}

/** Groups that one call can fetch: of one region, and not too many. */
export function batchesOf(references: readonly AwsReference[], max: number): AwsReference[][] {
  const regions = [...new Set(references.map(({ region }) => region))];
  return regions.flatMap((region) => {
    const group = references.filter((one) => one.region === region);
    const batches: AwsReference[][] = [];
    for (let at = 0; at < group.length; at += max) batches.push(group.slice(at, at + max));
    return batches;
  });
}
