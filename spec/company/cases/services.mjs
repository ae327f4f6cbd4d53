import { generateKeyPairSync } from "node:crypto";
import { createRequire } from "node:module";
import { refusedBy } from "../tools.mjs";

const require = createRequire(import.meta.url);

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

const SERVICE_ACCOUNT = `[gcp]\ntype = "service_account"\nproject_id = "app"\nclient_email = "canary@app.iam.gserviceaccount.com"\nclient_id = "1"\nprivate_key_id = "canary-id"\nprivate_key = """\n${privateKey}"""`;

/** Clients of services. Each returns what the client holds, or would send, of the section. */
export default [
  {
    name: "@aws-sdk/client-s3",
    toml: `[aws]\nregion = "eu-west-1"\n[aws.credentials]\naccessKeyId = "canary-id"\nsecretAccessKey = "canary-key"`,
    async use({ aws }) {
      const { S3Client, ListBucketsCommand } = require("@aws-sdk/client-s3");
      const client = new S3Client(aws);
      const { accessKeyId, secretAccessKey } = await client.config.credentials();
      return [await client.config.region(), accessKeyId, secretAccessKey, await signed(client, new ListBucketsCommand({}))];
    },
  },
  {
    name: "@aws-sdk/client-secrets-manager",
    toml: `[aws]\naccessKeyId = "canary-id"\nsecretAccessKey = "canary-key"`,
    async use({ aws }) {
      const { SecretsManagerClient, ListSecretsCommand } = require("@aws-sdk/client-secrets-manager");
      const client = new SecretsManagerClient({ region: "eu-west-1", credentials: aws });
      return [(await client.config.credentials()).secretAccessKey, await signed(client, new ListSecretsCommand({}))];
    },
  },
  {
    name: "minio",
    toml: `[minio]\nendPoint = "127.0.0.1"\nport = 1\nuseSSL = false\naccessKey = "canary-id"\nsecretKey = "canary-key"`,
    async use({ minio }) {
      const { Client } = require("minio");
      const client = new Client(minio);
      return [client.accessKey, client.secretKey];
    },
  },
  {
    name: "google-auth-library, JWT",
    toml: `[gcp]\nemail = "canary@app.iam.gserviceaccount.com"\nscopes = ["s"]\nkey = """\n${privateKey}"""`,
    use({ gcp }) {
      const { JWT } = require("google-auth-library");
      const client = new JWT(gcp);
      return [client.email, client.key, client.scopes];
    },
  },
  {
    name: "google-auth-library, GoogleAuth",
    toml: SERVICE_ACCOUNT,
    async use({ gcp: credentials }) {
      const { GoogleAuth } = require("google-auth-library");
      const client = await new GoogleAuth({ credentials }).getClient();
      return [client.email, client.key];
    },
  },
  {
    name: "firebase-admin",
    toml: SERVICE_ACCOUNT,
    use({ gcp }) {
      const { cert } = require("firebase-admin/app");
      const { projectId, clientEmail, privateKey } = cert(gcp);
      return [projectId, clientEmail, privateKey];
    },
  },
  {
    name: "@azure/storage-blob",
    toml: `[azure]\nurl = "http://127.0.0.1:1"\n[azure.retryOptions]\nmaxTries = 1`,
    use({ azure }) {
      const { BlobServiceClient, StorageSharedKeyCredential } = require("@azure/storage-blob");
      const key = new StorageSharedKeyCredential("canary", Buffer.from("canary-key").toString("base64"));
      return [new BlobServiceClient(azure.url, key, azure).accountName];
    },
  },
  {
    name: "openai",
    toml: `[openai]\napiKey = "canary-key"\norganization = "canary-org"`,
    use({ openai }) {
      const { OpenAI } = require("openai");
      const client = new OpenAI(openai);
      return [client.apiKey, client.organization];
    },
  },
  {
    name: "@anthropic-ai/sdk",
    toml: `[anthropic]\napiKey = "canary-key"\nbaseURL = "http://127.0.0.1:1"\nmaxRetries = 0`,
    async use({ anthropic }) {
      const { Anthropic } = require("@anthropic-ai/sdk");
      const client = new Anthropic(anthropic);
      return [client.apiKey, await refusedBy(() => client.models.list())];
    },
  },
  {
    name: "stripe",
    toml: `[stripe]\nmaxNetworkRetries = 0\nhost = "127.0.0.1"\nport = 1\nprotocol = "http"`,
    use({ stripe: config }) {
      const stripe = require("stripe")("canary-key", config);
      return refusedBy(() => stripe.customers.list());
    },
  },
  {
    name: "twilio",
    toml: `[twilio]\naccountSid = "ACcanary"\nedge = "dublin"`,
    use: ({ twilio }) => [require("twilio")("ACcanary", "canary-token", twilio).edge],
  },
  {
    name: "@slack/web-api",
    toml: `[slack]\nslackApiUrl = "http://127.0.0.1:1/"\nrejectRateLimitedCalls = true\n[slack.retryConfig]\nretries = 0`,
    async use({ slack }) {
      const { WebClient } = require("@slack/web-api");
      return refusedBy(() => new WebClient("canary-token", slack).auth.test());
    },
  },
  {
    name: "@supabase/supabase-js",
    toml: `[supabase]\nurl = "http://127.0.0.1:1"\nkey = "canary-key"\n[supabase.auth]\npersistSession = false\nautoRefreshToken = false`,
    async use({ supabase }) {
      const { createClient } = require("@supabase/supabase-js");
      const realtime = { transport: require("ws") }; // which Node has of its own from 22 on
      const client = createClient(supabase.url, supabase.key, { auth: supabase.auth, realtime });
      return [client.supabaseKey];
    },
  },
  {
    name: "algoliasearch",
    toml: `[algolia]\nappId = "canary-app"\napiKey = "canary-key"\n[algolia.options.timeouts]\nconnect = 10\nread = 10\nwrite = 10`,
    async use({ algolia }) {
      const { algoliasearch } = require("algoliasearch");
      return [algoliasearch(algolia.appId, algolia.apiKey, algolia.options).appId];
    },
  },
  {
    name: "nodemailer",
    toml: `[smtp]\nhost = "127.0.0.1"\nport = 1\nsecure = false\n[smtp.auth]\nuser = "canary-user"\npass = "canary-password"`,
    async use({ smtp }) {
      const transport = require("nodemailer").createTransport(smtp);
      return [transport.options.auth.pass, await refusedBy(() => transport.verify())];
    },
  },
  {
    name: "imapflow",
    toml: `[imap]\nhost = "127.0.0.1"\nport = 1\nsecure = false\nlogger = false\n[imap.auth]\nuser = "canary-user"\npass = "canary-password"`,
    async use({ imap }) {
      const { ImapFlow } = require("imapflow");
      const client = new ImapFlow(imap);
      client.on("error", () => {});
      return [client.options.auth.pass, await refusedBy(() => client.connect())];
    },
  },
  {
    name: "kafkajs",
    toml: `[kafka]\nclientId = "app"\nbrokers = ["127.0.0.1:1"]\nlogLevel = 0\n[kafka.sasl]\nmechanism = "plain"\nusername = "canary-user"\npassword = "canary-password"\n[kafka.retry]\nretries = 0`,
    async use({ kafka }) {
      const { Kafka } = require("kafkajs");
      return refusedBy(() => new Kafka(kafka).admin().connect());
    },
  },
  {
    name: "amqplib",
    toml: `[amqp]\nprotocol = "amqp"\nhostname = "127.0.0.1"\nport = 1\nusername = "canary-user"\npassword = "canary-password"`,
    use: ({ amqp }) => refusedBy(() => require("amqplib").connect(amqp)),
  },
  {
    name: "mqtt",
    toml: `[mqtt]\nprotocol = "mqtt"\nhost = "127.0.0.1"\nport = 1\nusername = "canary-user"\npassword = "canary-password"\nreconnectPeriod = 0`,
    async use({ mqtt }) {
      const client = require("mqtt").connect(mqtt);
      const [error] = await new Promise((resolve) => client.on("error", (...args) => resolve(args)));
      client.end(true);
      return [client.options.password, error.code];
    },
  },
  {
    name: "nats",
    toml: `[nats]\nservers = ["127.0.0.1:1"]\nuser = "canary-user"\npass = "canary-password"\nreconnect = false`,
    use: ({ nats }) => refusedBy(() => require("nats").connect(nats)),
  },
  {
    name: "ssh2",
    toml: `[ssh]\nhost = "127.0.0.1"\nport = 1\nusername = "canary-user"\npassword = "canary-password"`,
    async use({ ssh }) {
      const { Client } = require("ssh2");
      const client = new Client();
      const refused = new Promise((resolve) => client.on("error", ({ code }) => resolve(code)));
      client.connect(ssh);
      return [client.config.password, await refused];
    },
  },
  {
    name: "basic-ftp",
    toml: `[ftp]\nhost = "127.0.0.1"\nport = 1\nuser = "canary-user"\npassword = "canary-password"`,
    async use({ ftp }) {
      const { Client } = require("basic-ftp");
      return refusedBy(() => new Client().access(ftp));
    },
  },
  {
    name: "ldapts",
    toml: `[ldap]\nurl = "ldap://127.0.0.1:1"\ntimeout = 100\nconnectTimeout = 100`,
    async use({ ldap }) {
      const { Client } = require("ldapts");
      return refusedBy(() => new Client(ldap).bind("cn=canary", "canary-password"));
    },
  },
];

/** Who signed a request that is not sent. */
async function signed(client, command) {
  let sent;
  client.middlewareStack.add(
    () => (args) => {
      sent = args.request;
      return { response: {}, output: { $metadata: {} } };
    },
    { step: "finalizeRequest", priority: "low", name: "stop" },
  );
  await client.send(command).catch(() => {});
  return /Credential=([^/]+)/.exec(sent?.headers?.authorization ?? "")?.[1] ?? "not signed";
}
