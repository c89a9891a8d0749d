// How long tokens live, by the settings and policies of their app and the settings of its org.
import { expect, test } from "vitest";
import { AppPolicies, AppSettings } from "../apps/app-settings.ts";
import { accessTokenMs, grantEnd, LONGEST_TOKEN_MS, refreshTokenEnd } from "./lifetimes.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const app = (settings: object, policies: object) => ({
  settings: AppSettings.parse(settings),
  policies: AppPolicies.parse(policies),
});
const org = (settings: Record<string, unknown> = {}) => ({ settings });

test("a JWT lives as long as the app says, or as long as a login session of the org", () => {
  const jwt = { namedUserJwt: true };
  expect(accessTokenMs(app(jwt, {}), org())).toBe(30 * MINUTE_MS);
  expect(accessTokenMs(app(jwt, { jwtTimeoutMinutes: 720 }), org())).toBe(720 * MINUTE_MS);
  const likeSession = app(jwt, { jwtTimeoutMinutes: 1, jwtTimeoutFromSession: true });
  expect(accessTokenMs(likeSession, org())).toBe(120 * MINUTE_MS);
  expect(accessTokenMs(likeSession, org({ sessionMinutes: 240 }))).toBe(240 * MINUTE_MS);
});

test("an opaque token lives as long as the session timeout of the app, and no token longer than a day", () => {
  expect(accessTokenMs(app({}, { sessionTimeoutMinutes: 15 }), org())).toBe(15 * MINUTE_MS);
  expect(accessTokenMs(app({}, { sessionTimeoutMinutes: 1_000_000 }), org())).toBe(24 * HOUR_MS);
});

test("a refresh token ends by its policy: never, at once, after a life, after a rest", () => {
  const at = { grantedAt: new Date(1000), usedAt: new Date(5000) };
  expect(refreshTokenEnd({ kind: "infinite" }, at)).toBeUndefined();
  expect(refreshTokenEnd({ kind: "zero" }, at)).toBe(1000);
  expect(refreshTokenEnd({ kind: "lifetime", hours: 1 }, at)).toBe(1000 + HOUR_MS);
  expect(refreshTokenEnd({ kind: "inactivity", hours: 1 }, at)).toBe(5000 + HOUR_MS);
});

test("a grant is kept until everything under it is dead", () => {
  const now = 1_000_000_000_000;
  const grantedAt = new Date(now);
  const lastToken = now + LONGEST_TOKEN_MS + 30_000;
  const week = 7 * 24;
  expect(grantEnd(now, false, app({}, {}), grantedAt)).toEqual(new Date(lastToken));
  expect(grantEnd(now, true, app({}, {}), grantedAt)).toBeNull();
  const short = app({}, { refreshToken: { kind: "lifetime", hours: 1 } });
  expect(grantEnd(now, true, short, grantedAt)).toEqual(new Date(lastToken));
  const long = app({}, { refreshToken: { kind: "inactivity", hours: week } });
  expect(grantEnd(now, true, long, grantedAt)).toEqual(new Date(now + week * HOUR_MS));
});
