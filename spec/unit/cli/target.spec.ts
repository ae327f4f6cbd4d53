import fs, { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../../lib/cli/target";
import { sandbox } from "../../support/sandbox";

const { mkdirSync } = fs;

describe("the folder of the file", () => {
  it("may be created by another process at the same moment", () => {
    const path = join(sandbox().project, ".streamlit/secrets.toml");
    jest.spyOn(fs, "mkdirSync").mockImplementationOnce((folder, options) => {
      mkdirSync(folder, options); // the other process
      return mkdirSync(folder, options);
    });
    makeFolder({ path });
    expect(fs.mkdirSync).toHaveBeenCalledTimes(1);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  });

  it("is refused if something else has its name", () => {
    const path = join(sandbox().project, ".streamlit/secrets.toml");
    writeFileSync(join(path, ".."), "");
    expect(() => makeFolder({ path })).toThrow("something that is not a folder has this name");
  });
});
