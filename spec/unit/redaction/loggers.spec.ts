import { Writable } from "node:stream";
import pino from "pino";
import winston from "winston";
import { redact, redactStream } from "../../../lib";
import { loaded } from "../../support/redaction";

describe("loggers", () => {
  it("pino writes through the stream", async () => {
    const secrets = loaded();
    const stream = redactStream(secrets);
    let text = "";
    stream.on("data", (chunk) => {
      text += chunk;
    });
    pino(stream).info({ url: `https://x/?k=${secrets.api_key}` }, `with ${secrets.api_key}`);
    await new Promise((resolve) => setImmediate(resolve));
    expect(JSON.parse(text)).toMatchObject({ url: "https://x/?k=[redacted]", msg: "with [redacted]" });
  });

  it("winston formats through redact", async () => {
    const secrets = loaded();
    const MESSAGE = Symbol.for("message");
    let text = "";
    const stream = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    const masked = winston.format((info) => ({ ...info, [MESSAGE]: redact(String(info[MESSAGE]), secrets) }));
    const logger = winston.createLogger({
      format: winston.format.combine(winston.format.json(), masked()),
      transports: [new winston.transports.Stream({ stream })],
    });
    logger.info("with", { key: secrets.api_key });
    await new Promise((resolve) => setImmediate(resolve));
    expect(JSON.parse(text)).toMatchObject({ message: "with", key: "[redacted]" });
  });
});
