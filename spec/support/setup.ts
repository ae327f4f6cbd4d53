/*
 * A warning is an output under test: a spec in which the process is warned without having asked for it fails.
 */
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
