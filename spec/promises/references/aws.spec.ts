import { inspect } from "node:util";
import { ResolveError, resolveSecrets, toObject } from "../../../lib";
import { aws, commands } from "../../../lib/resolvers";
import { type Moto, startMoto } from "../../support/moto";
import { has } from "../../support/programs";
import { sandbox, thrown } from "../../support/sandbox";

/* AWS Secrets Manager and the Parameter Store by a moto server, which specs skip if it is not installed. */

const KEYS = { AWS_ACCESS_KEY_ID: "canary-id", AWS_SECRET_ACCESS_KEY: "canary-key" };
const variables: NodeJS.ProcessEnv = { ...KEYS, AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-1" };

const TOML = `
a = "awssecrets://app/a"
json = "ref+awssecrets://app/json?region=eu-west-1#/password"
old = "awssecrets://app/a?version_stage=AWSPREVIOUS"
parameter = "awsssm://app/parameter"
other = "awsssm:///app/other"
`;
const VALUES = {
  a: "canary-new",
  json: "canary-in-json",
  old: "canary-old",
  parameter: "canary-parameter",
  other: "canary-other",
};

function secretsOf(toml: string, resolver: ReturnType<typeof aws>) {
  const box = sandbox();
  box.writeProject(toml);
  return box.secrets({ exportEnv: false, resolve: { awssecrets: resolver, awsssm: resolver } });
}

/** A ResolveError that says nothing of what the server said. */
function closed(error: unknown, reason: string): void {
  expect(error).toBeInstanceOf(ResolveError);
  expect((error as ResolveError).reason).toContain(reason);
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toMatch(/canary|arn:aws|User:/);
}

(has("moto_server") ? describe : describe.skip)("AWS, by a moto server", () => {
  let moto: Moto;
  const before = { ...process.env };
  const setVariables = (values: NodeJS.ProcessEnv) => void Object.assign(process.env, values); // for the SDK
  beforeAll(async () => {
    setVariables(variables);
    moto = await startMoto();
    await fill(moto.endpoint);
  }, 60_000);
  afterEach(async () => {
    setVariables(KEYS);
    await moto.enforce(false);
  });
  afterAll(() => {
    moto.end();
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  /** Makes a user who may do this only, and uses his keys. */
  async function onlyAllow(name: string, ...actions: string[]) {
    const { accessKeyId, secretAccessKey } = await moto.user(name, actions);
    setVariables({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    await moto.enforce(true);
  }

  describe("by the SDK", () => {
    it("batches, a JSON key, an earlier version", async () => {
      const secrets = secretsOf(TOML, aws({ region: "eu-west-1", endpoint: moto.endpoint }));
      expect(thrown(() => secrets.a).message).toContain("await resolveSecrets()");
      await resolveSecrets(secrets);
      expect(toObject(secrets)).toEqual(VALUES);
    });

    it("a version by its number or its id", async () => {
      const { SecretsManagerClient, DescribeSecretCommand } = require("@aws-sdk/client-secrets-manager");
      const client = new SecretsManagerClient({ region: "eu-west-1", endpoint: moto.endpoint });
      const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: "app/a" }));
      const [id] = Object.entries(VersionIdsToStages).find(([, stages]) => (stages as string[]).includes("AWSPREVIOUS")) ?? [];
      const toml = `a = "awssecrets://app/a?version_id=${id}"\nb = "awsssm:///app/versions?version_id=1"\nc = "awsssm:///app/versions"`;
      const secrets = secretsOf(toml, aws({ endpoint: moto.endpoint }));
      await resolveSecrets(secrets);
      expect(toObject(secrets)).toEqual({ a: "canary-old", b: "canary-1", c: "canary-2" });
    });

    it("more than one call can ask for: 25 secrets and 25 parameters", async () => {
      const keys = Array.from({ length: 25 }, (_one, index) => index);
      const toml = keys.map((n) => `s${n} = "awssecrets://many/${n}"\np${n} = "awsssm:///many/${n}"`).join("\n");
      const secrets = secretsOf(toml, aws({ endpoint: moto.endpoint }));
      await resolveSecrets(secrets);
      expect(Object.values(toObject(secrets))).toEqual(keys.flatMap((n) => [`canary-secret-${n}`, `canary-parameter-${n}`]));
    });

    it("what is missing breaks its own key only", async () => {
      const toml = `${TOML}missing = "awssecrets://absent"\nnone = "awsssm:///app/none"\nlone = "awssecrets://app/a?version_id=absent-absent-absent-absent-absent"`;
      const secrets = secretsOf(toml, aws({ endpoint: moto.endpoint }));
      closed(await resolveSecrets(secrets).catch((error) => error), "the store has no such secret");
      expect([secrets.a, secrets.json, secrets.parameter]).toEqual(["canary-new", "canary-in-json", "canary-parameter"]);
      closed(
        thrown(() => secrets.none),
        "asynchronous",
      );
    });

    it("is denied: an error that quotes nothing, and a later call with other keys succeeds", async () => {
      await onlyAllow("nobody", "s3:GetObject");
      const secrets = secretsOf(TOML, aws({ endpoint: moto.endpoint }));
      closed(await resolveSecrets(secrets).catch((error) => error), "AWS answered");
      await moto.enforce(false);
      await resolveSecrets(secrets);
      expect(toObject(secrets)).toEqual(VALUES);
    });

    it("who may read each but not several at once gets them one by one", async () => {
      await onlyAllow("reader", "secretsmanager:GetSecretValue");
      const secrets = secretsOf(
        'a = "awssecrets://app/a"\nb = "awssecrets://app/json#/password"',
        aws({ endpoint: moto.endpoint }),
      );
      await resolveSecrets(secrets);
      expect(toObject(secrets)).toEqual({ a: "canary-new", b: "canary-in-json" });
    });

    it("a wrong key is an error", async () => {
      await moto.enforce(true);
      const secrets = secretsOf(TOML, aws({ endpoint: moto.endpoint }));
      closed(await resolveSecrets(secrets).catch((error) => error), "AWS answered");
    });

    it("a server that is gone is an error in time", async () => {
      const secrets = secretsOf('a = "awssecrets://app/a"', aws({ endpoint: "http://127.0.0.1:9", timeoutMs: 1000 }));
      closed(await resolveSecrets(secrets).catch((error) => error), "");
    });
  });

  (has("aws") ? describe : describe.skip)("by the command", () => {
    const resolver = () =>
      commands.aws({ timeoutMs: 60_000, env: { ...process.env, AWS_ENDPOINT_URL: moto.endpoint, AWS_MAX_ATTEMPTS: "1" } });

    it("batches, a JSON key, an earlier version; what is missing breaks its own key only", () => {
      const secrets = secretsOf(TOML, resolver());
      expect(toObject(secrets)).toEqual(VALUES);
      const absent = secretsOf('a = "awssecrets://absent"\nb = "awsssm:///app/other"', resolver());
      closed(
        thrown(() => absent.a),
        "exit code 25",
      );
      expect(absent.b).toBe("canary-other");
    });

    it("is denied: an error that quotes nothing", async () => {
      await onlyAllow("nobody-either", "s3:GetObject");
      const secrets = secretsOf('a = "awssecrets://app/a"', resolver());
      closed(
        thrown(() => secrets.a),
        "exit code 25",
      );
    });
  });
});

async function fill(endpoint: string): Promise<void> {
  const { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
  const { PutParameterCommand, SSMClient } = require("@aws-sdk/client-ssm");
  const manager = new SecretsManagerClient({ region: "eu-west-1", endpoint });
  const ssm = new SSMClient({ region: "eu-west-1", endpoint });
  const secret = (Name: string, SecretString: string) => manager.send(new CreateSecretCommand({ Name, SecretString }));
  const parameter = (Name: string, Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", Overwrite: true }));
  await secret("app/a", "canary-old");
  await manager.send(new PutSecretValueCommand({ SecretId: "app/a", SecretString: "canary-new" }));
  await secret("app/json", '{"password":"canary-in-json"}');
  for (const name of ["parameter", "other"]) await parameter(`/app/${name}`, `canary-${name}`);
  for (const value of ["canary-1", "canary-2"]) await parameter("/app/versions", value);
  for (let n = 0; n < 25; n++) {
    await secret(`many/${n}`, `canary-secret-${n}`);
    await parameter(`/many/${n}`, `canary-parameter-${n}`);
  }
}
