// One suite for everything; the conformance, scenario and behaviour suites run real servers and a real PostgreSQL.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["test/browser/**", "**/node_modules/**"],
    globalSetup: ["test/support/postgres.setup.ts", "test/support/pages.setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Actions of projects are loaded by Node itself, as the server does, and not by the test runner.
    server: { deps: { external: [/\/actions\/[^/]+\?v=/] } },
  },
});
