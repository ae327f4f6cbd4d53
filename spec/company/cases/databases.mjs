import { createRequire } from "node:module";
import { refusedBy } from "../tools.mjs";

const require = createRequire(import.meta.url);

/** Clients of databases, set up as people first write them. Each returns what the client holds of the section. */
export default [
  {
    name: "pg",
    toml: `[pg]\nhost = "127.0.0.1"\nport = 1\nuser = "canary-user"\npassword = "canary-password"\ndatabase = "app"`,
    use({ pg: section }) {
      const { Client, Pool } = require("pg");
      const client = new Client(section);
      const pool = new Pool(section);
      return [client.host, client.password, new pool.Client(pool.options).password];
    },
  },
  {
    name: "pg with [pg.ssl]",
    toml: `[pg]\nhost = "127.0.0.1"\nport = 1\nuser = "canary-user"\npassword = "canary-password"\n[pg.ssl]\nca = "canary-ca"\nrejectUnauthorized = true`,
    async use({ pg: section }) {
      const { Client } = require("pg");
      const client = new Client(section);
      return [client.password, client.ssl.ca, client.connectionParameters.ssl.rejectUnauthorized];
    },
  },
  {
    name: "postgres",
    toml: `[db]\nhost = "127.0.0.1"\nport = 1\nusername = "canary-user"\npassword = "canary-password"\ndatabase = "app"`,
    async use({ db }) {
      const { default: postgres } = await import("postgres");
      const sql = postgres(db);
      return [sql.options.user, sql.options.pass];
    },
  },
  {
    name: "pg-promise",
    toml: `[db]\nhost = "127.0.0.1"\nport = 1\nuser = "canary-user"\npassword = "canary-password"`,
    async use({ db }) {
      const database = require("pg-promise")()(db);
      const refusal = await refusedBy(() => database.connect());
      return [database.$cn.password, refusal];
    },
  },
  {
    name: "mysql2",
    toml: `[mysql]\nhost = "127.0.0.1"\nport = 1\nuser = "canary-user"\npassword = "canary-password"\ndatabase = "app"`,
    use({ mysql }) {
      const pool = require("mysql2").createPool(mysql);
      return [pool.config.connectionConfig.user, pool.config.connectionConfig.password];
    },
  },
  {
    name: "mysql",
    toml: `[mysql]\nhost = "127.0.0.1"\nport = 1\nuser = "canary-user"\npassword = "canary-password"\ndatabase = "app"`,
    use({ mysql }) {
      const { config } = require("mysql").createConnection(mysql);
      return [config.user, config.password];
    },
  },
  {
    name: "mssql",
    toml: `[mssql]\nserver = "127.0.0.1"\nuser = "canary-user"\npassword = "canary-password"\ndatabase = "app"\n[mssql.options]\nencrypt = true`,
    async use({ mssql }) {
      const { ConnectionPool } = require("mssql");
      const pool = new ConnectionPool(mssql);
      return [pool.config.password, pool.config.options.encrypt, await refusedBy(() => pool.connect())];
    },
  },
  {
    name: "tedious",
    toml: `[mssql]\nserver = "127.0.0.1"\n[mssql.authentication]\ntype = "default"\n[mssql.authentication.options]\nuserName = "canary-user"\npassword = "canary-password"\n[mssql.options]\nencrypt = true`,
    use({ mssql }) {
      const { Connection } = require("tedious");
      const { config } = new Connection(mssql);
      return [config.authentication.options.userName, config.authentication.options.password];
    },
  },
  {
    name: "oracledb",
    toml: `[oracle]\nuser = "canary-user"\npassword = "canary-password"\nconnectString = "127.0.0.1:1/app"`,
    use: ({ oracle }) => refusedBy(() => require("oracledb").getConnection(oracle)),
  },
  {
    name: "cassandra-driver",
    toml: `[cassandra]\ncontactPoints = ["127.0.0.1"]\nlocalDataCenter = "dc1"\n[cassandra.credentials]\nusername = "canary-user"\npassword = "canary-password"`,
    use({ cassandra }) {
      const { Client } = require("cassandra-driver");
      const { options } = new Client(cassandra);
      return [options.localDataCenter, options.credentials.password];
    },
  },
  {
    name: "mongodb",
    toml: `[mongo]\nappName = "app"\n[mongo.auth]\nusername = "canary-user"\npassword = "canary-password"`,
    use({ mongo }) {
      const { MongoClient } = require("mongodb");
      const { credentials, appName } = new MongoClient("mongodb://127.0.0.1:1", mongo).options;
      return [appName, credentials.username, credentials.password];
    },
  },
  {
    name: "mongoose",
    toml: `[mongo]\nuser = "canary-user"\npass = "canary-password"\ndbName = "app"\nserverSelectionTimeoutMS = 50`,
    use: ({ mongo }) => refusedBy(() => require("mongoose").createConnection("mongodb://127.0.0.1:1", mongo).asPromise()),
  },
  {
    name: "ioredis",
    toml: `[redis]\nhost = "127.0.0.1"\nport = 1\nusername = "canary-user"\npassword = "canary-password"\nlazyConnect = true`,
    use({ redis }) {
      const { options } = new (require("ioredis"))(redis);
      return [options.host, options.password];
    },
  },
  {
    name: "redis",
    toml: `[redis]\nusername = "canary-user"\npassword = "canary-password"\n[redis.socket]\nhost = "127.0.0.1"\nport = 1\nreconnectStrategy = false`,
    async use({ redis }) {
      const client = require("redis").createClient(redis);
      client.on("error", () => {});
      return [client.options.password, await refusedBy(() => client.connect())];
    },
  },
  {
    name: "knex",
    toml: `[knex]\nclient = "pg"\n[knex.connection]\nhost = "127.0.0.1"\nport = 1\nuser = "canary-user"\npassword = "canary-password"\n[knex.pool]\nmin = 0\nmax = 2`,
    async use({ knex }) {
      const database = require("knex")(knex);
      return [database.client.connectionSettings.password, await refusedBy(() => database.raw("select 1"))];
    },
  },
  {
    name: "sequelize",
    toml: `[db]\ndialect = "postgres"\nhost = "127.0.0.1"\nport = 1\nusername = "canary-user"\npassword = "canary-password"\nlogging = false\n[db.pool]\nmax = 2`,
    async use({ db }) {
      const { Sequelize } = require("sequelize");
      const sequelize = new Sequelize(db);
      return [sequelize.config.password, await refusedBy(() => sequelize.authenticate())];
    },
  },
  {
    name: "typeorm",
    toml: `[db]\ntype = "postgres"\nhost = "127.0.0.1"\nport = 1\nusername = "canary-user"\npassword = "canary-password"\ndatabase = "app"`,
    async use({ db }) {
      const { DataSource } = require("typeorm");
      const source = new DataSource(db);
      return [source.options.password, await refusedBy(() => source.initialize())];
    },
  },
  {
    name: "drizzle-orm",
    toml: `[db]\nhost = "127.0.0.1"\nport = 1\nuser = "canary-user"\npassword = "canary-password"`,
    async use({ db }) {
      const { drizzle } = require("drizzle-orm/node-postgres");
      const { $client } = drizzle({ connection: db });
      return [$client.options.password, await refusedBy(() => $client.connect())];
    },
  },
  {
    name: "snowflake-sdk",
    toml: `[snowflake]\naccount = "app"\nusername = "canary-user"\npassword = "canary-password"\nwarehouse = "w"`,
    use({ snowflake }) {
      const sdk = require("snowflake-sdk");
      sdk.configure({ logLevel: "OFF" });
      return [sdk.createConnection(snowflake).serviceName ?? "made"];
    },
  },
  {
    name: "@clickhouse/client",
    toml: `[clickhouse]\nurl = "http://127.0.0.1:1"\nusername = "canary-user"\npassword = "canary-password"`,
    async use({ clickhouse }) {
      const { createClient } = require("@clickhouse/client");
      const client = createClient(clickhouse);
      return refusedBy(() => client.query({ query: "select 1" }));
    },
  },
  {
    name: "neo4j-driver",
    toml: `[neo4j]\nscheme = "basic"\nprincipal = "canary-user"\ncredentials = "canary-password"`,
    async use({ neo4j: auth }) {
      const neo4j = require("neo4j-driver");
      const driver = neo4j.driver("bolt://127.0.0.1:1", auth, { connectionAcquisitionTimeout: 500 });
      const refusal = await refusedBy(() => driver.verifyConnectivity());
      await driver.close();
      return refusal;
    },
  },
  {
    name: "@elastic/elasticsearch",
    toml: `[elastic]\nnode = "http://127.0.0.1:1"\nmaxRetries = 0\n[elastic.auth]\nusername = "canary-user"\npassword = "canary-password"`,
    use({ elastic }) {
      const { Client } = require("@elastic/elasticsearch");
      return refusedBy(() => new Client(elastic).ping());
    },
  },
];
