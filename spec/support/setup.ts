/* A warning is an output under test: a spec fails if the process emits a warning that the spec did not expect. */
const warnings: string[] = [];
const emitWarning = process.emitWarning;

beforeEach(() => {
  warnings.length = 0;
  process.emitWarning = ((warning: string | Error) => {
    warnings.push(String(warning));
  }) as typeof process.emitWarning;
});

afterEach(() => {
  process.emitWarning = emitWarning;
  expect(warnings).toEqual([]);
});

export {};
