const Sequencer = require("@jest/test-sequencer").default;

/** Waits for most of its time and needs no package. It begins at once, so that it does not end after all others. */
const WAITING = /[\\/]watch-scenarios\.spec/;
const UNIT = /[\\/]spec[\\/]unit[\\/]/;
const orderOf = ({ path }) => (WAITING.test(path) ? 0 : UNIT.test(path) ? 1 : 2);

/** Runs the unit specs before the others. They need no build, and the package is packed in the meantime. */
module.exports = class UnitFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.toSorted((one, other) => orderOf(one) - orderOf(other));
  }
};
