/*
 * Nanoseconds for one of each operation, by one subject: `reads.cjs <subject> <ms of a sample>`. What is read is added up and
 * printed, so that the loops can't be optimised away; and every key is read once before, so that no cache is as warm as it
 * never is in a program.
 */
const subject = process.argv[2];
const sampleMs = Number(process.argv[3]);
const operations = require("./reads-of.cjs")[subject]();
const measured = {};
let sum = 0;
for (const [name, loop] of Object.entries(operations)) measured[name] = nanosecondsOf(loop);
console.log(JSON.stringify({ measured, sum }));

function nanosecondsOf(loop) {
  let times = 16;
  while (millisecondsOf(loop, times) < sampleMs / 4) times *= 2;
  times *= 4;
  return (millisecondsOf(loop, times) * 1e6) / times;
}

function millisecondsOf(loop, times) {
  const began = process.hrtime.bigint();
  sum += loop(times);
  return Number(process.hrtime.bigint() - began) / 1e6;
}
