/*
 * What is read, by each subject. The files hold 20 root keys, a section `pair` of 2 and a section `section` of 20, and one of
 * 10,000; the environment holds the root keys, for it knows no sections.
 */

const WARM = Array.from({ length: 20 }, (_, index) => `key_${index + 1}`);

exports["toml-secrets"] = () => {
  const { secrets } = require("toml-secrets");
  return loopsOver(secrets);
};

exports["plain object"] = () =>
  loopsOver(require("@iarna/toml").parse(require("node:fs").readFileSync(".streamlit/secrets.toml", "utf8")));

/** The least that any Proxy costs which has these traps: they look nothing up. */
exports["bare Proxy"] = () => {
  const descriptor = { value: "fake-token", writable: false, enumerable: true, configurable: true };
  const bare = (count, get) => {
    const keys = Array.from({ length: count }, (_, index) => `key_${index + 1}`);
    return new Proxy({}, { get, has: () => true, ownKeys: () => keys, getOwnPropertyDescriptor: () => descriptor });
  };
  const [section, pair, many] = [20, 2, 10_000].map((count) => bare(count, () => "fake-token"));
  const root = (_target, key) => (key === "section" ? section : key === "pair" ? pair : key === "many" ? many : "fake-token");
  return loopsOver(bare(20, root));
};

exports.config = () => {
  const config = require("config");
  for (const key of WARM) config.get(key);
  return {
    root: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += config.get("key_7").length;
      return sum;
    },
    nested: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += config.get("section.key_7").length;
      return sum;
    },
    in: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += config.has("key_7") ? 1 : 0;
      return sum;
    },
  };
};

exports["process.env"] = () => {
  process.loadEnvFile(".env");
  for (const key of WARM) process.env[key];
  return {
    root: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += process.env.key_7.length;
      return sum;
    },
    in: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += "key_7" in process.env ? 1 : 0;
      return sum;
    },
  };
};

/** What an object can be asked for that has sections. */
function loopsOver(secrets) {
  for (const key of WARM) secrets[key] + secrets.section[key];
  const { section, pair, many } = secrets;
  return {
    root: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += secrets.key_7.length;
      return sum;
    },
    nested: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += secrets.section.key_7.length;
      return sum;
    },
    held: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += section.key_7.length;
      return sum;
    },
    in: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += "key_7" in secrets ? 1 : 0;
      return sum;
    },
    spread2: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += { ...pair }.key_1.length;
      return sum;
    },
    spread20: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += { ...section }.key_7.length;
      return sum;
    },
    keys: (times) => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += Object.keys(many).length;
      return sum;
    },
  };
}
