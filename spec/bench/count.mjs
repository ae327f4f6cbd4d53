import { spawnSync } from "node:child_process";
import { environment } from "./run-child.mjs";

/*
 * Counts the work of whole processes. Milliseconds of a start depend on the machine and on what else it does: two runs on one machine
 * gave 0.98 and 3.2 times dotenv for the same code. Instructions do not. The first counter of this list that works is used:
 *
 *   perf       counts in the processor; not available in most virtual machines and containers
 *   valgrind   counts in an emulator; some 30 times slower, and exact to a ten-thousandth
 *   user CPU   the time that the kernel accounts to the process, over many runs; needs many rounds
 */

/** One thread and fixed seeds, so that the same program runs the same instructions each time. */
const PREDICTABLE = ["--predictable", "--single-threaded", "--hash-seed=1", "--random-seed=1"];

const RUNS_OF_USER_CPU = 10;

const COUNTERS = [
  {
    name: "perf",
    unit: "million instructions",
    rounds: 5,
    slowdown: 1,
    count(node, args, content) {
      const { stderr } = run("perf", ["stat", "-x,", "-e", "instructions:u", "--", node, ...PREDICTABLE, ...args], content);
      return Number(/^(\d+),.*instructions:u/m.exec(stderr)?.[1]) / 1e6;
    },
  },
  {
    name: "valgrind",
    unit: "million instructions",
    rounds: 1,
    slowdown: 30,
    count(node, args, content) {
      const flags = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
      const { stderr } = run("valgrind", [...flags, node, ...PREDICTABLE, ...args], content);
      return Number(/Collected : (\d+)/.exec(stderr)?.[1]) / 1e6;
    },
  },
  {
    name: "user CPU",
    unit: "ms of user CPU",
    rounds: 30,
    slowdown: RUNS_OF_USER_CPU,
    count(node, args, content) {
      const script = `for ((i = 0; i < ${RUNS_OF_USER_CPU}; i++)); do "$@" > /dev/null || exit 1; done; times`;
      const { stdout } = run("bash", ["-c", script, "bash", node, ...args], content);
      const [, minutes, seconds] = /^(\d+)m([\d.]+)s/.exec(stdout.trim().split("\n").at(-1)) ?? [];
      return ((Number(minutes) * 60 + Number(seconds)) * 1000) / RUNS_OF_USER_CPU;
    },
  },
];

/** The counter of that name, or the first that works on this machine. @throws Error if there is none. */
export function chooseCounter(name) {
  const content = { cwd: process.cwd(), home: process.cwd() };
  const works = (counter) => {
    try {
      return counter.count(process.execPath, ["-e", "0"], content) > 0;
    } catch {
      return false;
    }
  };
  const counter = COUNTERS.filter((each) => name === undefined || each.name === name).find(works);
  if (counter === undefined) throw new Error(`no counter works here; known are ${COUNTERS.map((each) => each.name).join(", ")}`);
  return counter;
}

/** @throws Error if the program fails, because a program that did nothing is cheap. */
function run(command, args, { cwd, home }) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env: environment(home), encoding: "utf8" });
  if (status !== 0) throw error ?? new Error(`${command} ended with ${status}: ${args.join(" ")}\n${stderr}`);
  return { stdout, stderr };
}
