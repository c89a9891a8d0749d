// Which scopes an app may be asked for.
import { expect, test } from "vitest";
import { askedScopes } from "./asked-scopes.ts";

const app = ["api", "id", "refresh_token"];

test.each([
  ["nothing", undefined, app],
  ["blanks", "  ", app],
  ["a part", "api", ["api"]],
  ["its own order, once each", "refresh_token  api refresh_token", ["refresh_token", "api"]],
  ["synonyms of what the app has", "profile email offline_access", ["profile", "email", "offline_access"]],
  ["what the app has not", "api web", undefined],
  ["what is no scope", "toString", undefined],
  ["another spelling", "API", undefined],
])("a request for %s", (_, asked, granted) => {
  expect(askedScopes(app, asked)).toEqual(granted);
});

test("full holds every scope but the refresh token", () => {
  expect(askedScopes(["full"], "api web openid")).toEqual(["api", "web", "openid"]);
  expect(askedScopes(["full"], "refresh_token")).toBeUndefined();
  expect(askedScopes(["full"], "constructor")).toBeUndefined();
});
