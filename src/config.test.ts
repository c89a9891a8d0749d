// Which settings hold: the environment's, the caller's, a project's, or the defaults.
import { expect, test } from "vitest";
import { loadConfig, withProjectSettings } from "./config.ts";

test("a project's settings hold where neither the environment nor the caller decided", () => {
  const { config } = loadConfig({ DRAGOMAN_LEASE_S: "20" }, { port: 0 });
  const project = { turnTimeoutS: 5, leaseS: 90, port: 4444 };
  expect(withProjectSettings(config, project)).toMatchObject({ turnTimeoutS: 5, leaseS: 20, port: 0 });
});

test("a setting that is given as its default is given", () => {
  const { config } = loadConfig({ DRAGOMAN_TURN_TIMEOUT_S: "120" });
  expect(withProjectSettings(config, { turnTimeoutS: 5 }).turnTimeoutS).toBe(120);
});

test("a value that cannot be used decides nothing", () => {
  const { config, problems } = loadConfig({ DRAGOMAN_TURN_TIMEOUT_S: "soon" });
  expect(problems).toMatchObject([{ env: "DRAGOMAN_TURN_TIMEOUT_S", fatal: true }]);
  expect(withProjectSettings(config, { turnTimeoutS: 5 }).turnTimeoutS).toBe(5);
});
