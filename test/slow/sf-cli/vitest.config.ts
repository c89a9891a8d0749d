// The suites that need more than the project installs; `npm run test:sf` runs them.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/slow/**/*.slow.ts"], testTimeout: 120_000, hookTimeout: 300_000 },
});
