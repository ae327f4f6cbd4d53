import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

/** A moto server: AWS's services in a process of this machine. */
export interface Moto {
  readonly endpoint: string;
  /** Turns the enforcement of permissions on or off. */
  enforce(isEnforced: boolean): Promise<void>;
  /** A user who may do only these actions, and the keys of that user. */
  user(name: string, actions: readonly string[]): Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string }>;
  end(): void;
}

export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server: ChildProcess = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore", detached: true });
  server.unref();
  for (let tries = 0; tries < 300 && !(await answers(endpoint)); tries++) await new Promise((wait) => setTimeout(wait, 100));
  const iam = async (parameters: Record<string, string>) => {
    // The scope of the signature names the service.
    const authorization =
      "AWS4-HMAC-SHA256 Credential=canary/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";
    const body = new URLSearchParams({ ...parameters, Version: "2010-05-08" });
    return (await fetch(endpoint, { method: "POST", headers: { authorization }, body })).text();
  };
  return {
    endpoint,
    async enforce(isEnforced) {
      const headers = { "content-type": "text/plain" };
      const answer = await fetch(`${endpoint}/moto-api/reset-auth`, { method: "POST", headers, body: isEnforced ? "0" : "inf" });
      if (!answer.ok) throw new Error("the moto server does not enforce policies");
    },
    async user(UserName, actions) {
      await iam({ Action: "CreateUser", UserName });
      const text = await iam({ Action: "CreateAccessKey", UserName });
      const statement = { Effect: "Allow", Action: actions, Resource: "*" };
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      await iam({ Action: "PutUserPolicy", UserName, PolicyName: "some", PolicyDocument });
      const [, accessKeyId = ""] = /<AccessKeyId>(.*)<\/AccessKeyId>/.exec(text) ?? [];
      const [, secretAccessKey = ""] = /<SecretAccessKey>(.*)<\/SecretAccessKey>/.exec(text) ?? [];
      return { accessKeyId, secretAccessKey };
    },
    end() {
      if (server.pid !== undefined) process.kill(-server.pid);
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}
