const Sequencer = require("@jest/test-sequencer").default;

/** Runs the unit specs first. They need no build, and the package is packed in the meantime. */
module.exports = class UnitFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isUnit = ({ path }) => /[\\/]spec[\\/]unit[\\/]/.test(path);
    return [...sorted.filter(isUnit), ...sorted.filter((test) => !isUnit(test))];
  }
};
