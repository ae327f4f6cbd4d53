/** @jest-config-loader-options {"transpileOnly": true, "compilerOptions": {"module": "commonjs", "moduleResolution": "bundler"}} */
import { availableParallelism } from "node:os";
import type { Config } from "jest";

const config: Config = {
  testEnvironment: "node",
  roots: ["<rootDir>/spec"],
  testMatch: ["**/*.spec.ts"],
  modulePathIgnorePatterns: ["<rootDir>/spec/(bench|company)/node_modules"], // installed for those alone
  transform: { "^.+\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json" }] },
  // Packages that are ESM only. lib/ requires them, so jest needs them as CommonJS.
  moduleNameMapper: {
    "^toml-eslint-parser$": "<rootDir>/spec/support/toml-eslint-parser.cjs",
    "^age-encryption$": "<rootDir>/spec/support/age-encryption.cjs",
  },
  maxWorkers: Math.ceil(availableParallelism() * 1.5), // many specs wait: for a process, for a store that does not answer, for a watcher
  globalSetup: "<rootDir>/spec/support/global-setup.ts",
  globalTeardown: "<rootDir>/spec/support/global-teardown.ts",
  testSequencer: "<rootDir>/spec/support/unit-first.cjs",
  setupFilesAfterEnv: ["<rootDir>/spec/support/setup.ts"],
  collectCoverageFrom: ["lib/**/*.ts"],
  reporters: ["default", "<rootDir>/spec/support/closing-lines.cjs"],
  restoreMocks: true,
  testTimeout: 120_000, // many start real processes, and some of those install or build something
};

export default config;
