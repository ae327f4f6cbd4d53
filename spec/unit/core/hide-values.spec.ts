import { inspect } from "node:util";
import { getSecret, KeyError, ReadOnlyError } from "../../../lib";
import { hideValues, hideValuesIn } from "../../../lib/core/hide-values";
import { printable } from "../../../lib/core/printable";
import { sandbox } from "../../support/sandbox";

const TOKEN = "canary-7d21-qqXz";
const DOTTED = "canary.8e32.pw";

describe("a key that is the value of a secret is not shown", () => {
  const secrets = () => {
    const box = sandbox();
    box.writeProject(`token = "${TOKEN}"\ndotted = "${DOTTED}"\nport = 987654\nuser = "user"\n[db]\npassword = "${TOKEN}-2"\n`);
    return box.secrets();
  };
  const thrownBy = (act: () => unknown): Error => {
    try {
      act();
    } catch (error) {
      return error as Error;
    }
    throw new Error("nothing was thrown");
  };

  it.each<[string, (view: ReturnType<typeof secrets>) => unknown]>([
    ["read", (view) => view[TOKEN]],
    ["read in a section", (view) => view["db"][`${TOKEN}-2`]],
    ["a longer key that holds it", (view) => view[`Bearer ${TOKEN}`]],
    ["a piece of it", (view) => view[TOKEN.slice(3, 14)]],
    ["getSecret", (view) => getSecret(view, TOKEN)],
    ["getSecret with a value that has dots", (view) => getSecret(view, DOTTED)],
    ["getSecret with a list", (view) => getSecret(view, ["db", TOKEN])],
    ["a number", (view) => view[987654 as unknown as string]],
    ["a write", (view) => Object.assign(view, { [TOKEN]: 1 })],
    ["a delete", (view) => Reflect.deleteProperty(view["db"], `${TOKEN}-2`)],
  ])("%s", (_name, act) => {
    const view = secrets();
    void view["token"]; // loads
    const error = thrownBy(() => act(view));
    expect(error).toBeInstanceOf(error instanceof TypeError ? ReadOnlyError : KeyError);
    const shown = [error.message, error.stack, inspect(error, { depth: 9, showHidden: true }), JSON.stringify({ ...error })].join(
      "\n",
    );
    expect(shown).not.toMatch(/canary|7d21|8e32|987654/);
    expect(error.message).toContain("[redacted]");
  });

  it("names every other key as it is, also one that is called as a value is", () => {
    const view = secrets();
    expect(thrownBy(() => view["tokn"]).message).toContain("tokn");
    expect(thrownBy(() => Object.assign(view, { user: 1 })).message).toContain("user");
    expect(hideValues(["db", "password"], { db: { password: "db" }, x: "password" })).toEqual(["db", "password"]);
    expect(hideValues(["password"], { x: "mypassword" })).toEqual(["password"]);
  });

  it("a text loses every value, short ones as whole words", () => {
    expect(hideValuesIn(`error: '${TOKEN}' and admins`, { a: TOKEN, b: "admin" })).toBe("error: '[redacted]' and admins");
    expect(hideValuesIn("unknown command 'admin'", { b: "admin" })).toBe("unknown command '[redacted]'");
  });
});

it.each([
  ["\u200b", "\\u200b"],
  ["\ufeff", "\\ufeff"],
  ["\u00a0", "\\u00a0"],
  ["\u00ad", "\\u00ad"],
  ["\u3164", "\\u3164"],
  ["\u{e0041}", "\\udb40\\udc41"],
  ["\ud800", "\\ud800"],
  ["\u202e", "\\u202e"],
  ["\u0007", "\\u0007"],
  ["ä ö", "ä ö"],
])("printable shows %j as %s", (character, shown) => {
  expect(printable(`a${character}b`)).toBe(`a${shown}b`);
});
