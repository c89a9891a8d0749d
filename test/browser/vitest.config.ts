// The suite of Setup's pages in a real browser: apart from the ordinary one, which it would make twice as long.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/support/postgres.setup.ts", "test/support/pages.setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    server: { deps: { external: [/\/actions\/[^/]+\?v=/] } },
  },
});
