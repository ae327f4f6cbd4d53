/** A jest reporter whose last line says in plain words how the run ended, for machines that read logs. */
module.exports = class ClosingLines {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    console.log(`Specs: ${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`);
  }
};
