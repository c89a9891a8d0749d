// Codes, refresh tokens and assertions in the wrong hands, at the wrong place, too often or too late.
import { createHmac } from "node:crypto";
import { decodeJwt } from "jose";
import { JWT_BEARER } from "../../support/assertions.ts";
import { LOCAL } from "../../support/callbacks.ts";
import type { Change, TestOrg } from "../../support/orgs.ts";
import { parametersOf } from "../../support/people.ts";
import { type Attack, attack, type Family, mustGiveNoCode, mustRefuse, mustWork } from "./attack.ts";

/** A code that is fresh, redeemed otherwise than it may be. */
const misused = (org: TestOrg, what: string, change: Change, app = "Web"): Attack =>
  mustRefuse(what, async () => org.issue(await org.redemption(app, await org.code("Web"), change)));

export const misusedCodes: Family = async ({ mine, theirs }) => {
  const otherClient = await mine.credentials("Other_Web");
  const replay = mustRefuse("a replayed code", async () => {
    const form = await mine.redemption("Web", await mine.code("Web"));
    await mine.issue(form);
    return mine.issue(form);
  });
  const raced = attack("a code redeemed ten times at once", async () => {
    const form = await mine.redemption("Web", await mine.code("Web"));
    const answers = await Promise.all(Array.from({ length: 10 }, () => mine.issue(form)));
    const given = answers.filter(({ status }) => status === 200);
    return given.length > 1 || answers.some(({ status }) => status >= 500) ? `${given.length} were given` : undefined;
  });
  return [
    replay,
    raced,
    misused(mine, "a code with another client's credentials", otherClient),
    misused(mine, "a code with another client's key and the right secret", { client_id: otherClient.client_id }),
    misused(mine, "a code with another redirect_uri that is registered", { redirect_uri: LOCAL }),
    misused(mine, "a code with a redirect_uri elsewhere", { redirect_uri: "https://evil.example/" }),
    misused(mine, "a code without redirect_uri", { redirect_uri: undefined }),
    misused(mine, "a code without a secret", { client_secret: undefined }),
    misused(mine, "a code with a wrong secret", { client_secret: "wrong" }),
    misused(mine, "a code without a verifier", { code_verifier: undefined }),
    misused(mine, "a code with an empty verifier", { code_verifier: "" }),
    misused(mine, "a code with another verifier", { code_verifier: "w".repeat(64) }),
    misused(mine, "a code with its letters in another case", { code: "APRX" }),
    misused(mine, "a code with U+0000", { code: "aPrx\0" }),
    misused(mine, "a code as a refresh token", { grant_type: "refresh_token" }),
    mustRefuse("a code at another org", async () =>
      theirs.issue(await theirs.redemption("Web", await mine.code("Web"))),
    ),
    mustRefuse("a code at another org, with the first org's client", async () =>
      theirs.issue(await mine.redemption("Web", await mine.code("Web"))),
    ),
    mustGiveNoCode("PKCE taken off the request", async () =>
      mine.allow("Web", { code_challenge: undefined, code_challenge_method: undefined }),
    ),
    ...["plain", "s256", "S512", "none", ""].map((code_challenge_method) =>
      mustGiveNoCode(`PKCE by ${code_challenge_method || "nothing"} in the strict profile`, () =>
        theirs.allow("Web", { code_challenge_method }),
      ),
    ),
    ...["", "short", "=".repeat(43), "a".repeat(44), "a\0".repeat(22)].map((code_challenge) =>
      mustGiveNoCode(`a challenge that is none: ${JSON.stringify(code_challenge)}`, () =>
        mine.allow("Web", { code_challenge }),
      ),
    ),
    mustRefuse("PKCE taken off on the way, by one who knows the code (RFC 9700 §4.8.2)", async () => {
      const code = await mine.code("Lax", { code_challenge: undefined, code_challenge_method: undefined });
      return mine.issue(await mine.redemption("Lax", code));
    }),
    attack("a response type that puts a token into the address", async () => {
      const types = ["token", "id_token", "code token", "code id_token", "none", "code_credentials"];
      for (const response_type of types) {
        const told = parametersOf(await mine.allow("Web", { response_type }));
        if (told.access_token || told.code || told.id_token) return response_type;
      }
      return undefined;
    }),
  ];
};

export const misusedRefreshTokens: Family = async ({ mine, theirs }) => {
  const refresh = async (org: TestOrg, app: string, refresh_token: string | undefined, change: Change = {}) =>
    org.issue({ grant_type: "refresh_token", refresh_token, ...(await org.credentials(app)), ...change });
  const { refresh_token, access_token } = await mine.redeemed("Web");
  mustWork(await refresh(mine, "Web", refresh_token));
  const family = async () => {
    const { refresh_token: first } = await mine.redeemed("Rotating");
    const { refresh_token: second } = (await refresh(mine, "Rotating", first)).json<{ refresh_token: string }>();
    return { first, second };
  };
  return [
    mustRefuse("with another client", () => refresh(mine, "Other_Web", refresh_token)),
    mustRefuse("without a secret", () => refresh(mine, "Web", refresh_token, { client_secret: undefined })),
    mustRefuse("with a wrong secret", () => refresh(mine, "Web", refresh_token, { client_secret: "wrong" })),
    mustRefuse("at another org", () => refresh(theirs, "Web", refresh_token)),
    mustRefuse("an access token in its place", () => refresh(mine, "Web", access_token)),
    mustRefuse("with one letter changed", () => refresh(mine, "Web", `${refresh_token!.slice(0, -1)}-`)),
    mustRefuse("with more scopes", () => refresh(theirs, "Web", refresh_token, { scope: "full" })),
    mustRefuse("replaced, and used again", async () => refresh(mine, "Rotating", (await family()).first)),
    mustRefuse("its successor, after that", async () => {
      const { first, second } = await family();
      await refresh(mine, "Rotating", first);
      return refresh(mine, "Rotating", second);
    }),
    attack("used ten times at once", async () => {
      const { refresh_token: each } = await mine.redeemed("Rotating");
      const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(mine, "Rotating", each)));
      const given = answers.filter(({ status }) => status === 200).length;
      return given > 1 || answers.some(({ status }) => status >= 500) ? `${given} were given` : undefined;
    }),
    mustRefuse("after a user's tokens were revoked", async () => {
      const { refresh_token: each } = await mine.redeemed("Web");
      await mine.post("/services/oauth2/revoke", { token: each });
      return refresh(mine, "Web", each);
    }),
  ];
};

export const misusedAssertions: Family = async ({ mine, theirs, signer }) => {
  const now = Math.floor(Date.now() / 1000);
  const send = (assertion: string) => mine.issue({ grant_type: JWT_BEARER, assertion });
  mustWork(await send(await signer.sign()));
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = decodeJwt(await signer.sign());
  const confused = (key: string) => {
    const text = `${part({ alg: "HS256" })}.${part({ ...claims, jti: key.slice(0, 9) })}`;
    return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
  };
  const changes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    "that expired": { exp: now - 60 },
    "that is not valid yet": { nbf: now + 300 },
    "issued in the future": { iat: now + 300 },
    "without an end": { exp: undefined },
    "with an end in words": { exp: "tomorrow" },
    "for another server": { aud: "https://evil.example" },
    "for the other org": { aud: theirs.origin },
    "for nobody": { aud: undefined },
    "for a user who allowed nothing": { sub: "ben@harbour.example" },
    "for a user of the other org": { sub: theirs.ada.username },
    "for a user who is none": { sub: "' or 1=1 --" },
    "for U+0000": { sub: "a\0b" },
    "of another app": { iss: (await mine.credentials("Web")).client_id },
    "of an app of the other org": { iss: (await theirs.credentials("Certified")).client_id },
  };
  const replayed = (what: string, again: (text: string) => string) =>
    mustRefuse(what, async () => {
      const text = await signer.sign();
      await send(text);
      return send(again(text));
    });
  return [
    ...Object.entries(changes).map(([what, change]) =>
      mustRefuse(`an assertion ${what}`, async () => send(await signer.sign(change))),
    ),
    replayed("a replayed assertion", (text) => text),
    replayed("a replayed assertion with padding", (text) => `${text}=`),
    replayed("a replayed assertion with the last letter written otherwise", (text) => {
      const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
      return text.slice(0, -1) + letters[letters.indexOf(text.at(-1)!) ^ 1];
    }),
    mustRefuse("alg none", () => send(`${part({ alg: "none" })}.${part(claims)}.`)),
    mustRefuse("HS256 under the certificate", () => send(confused(signer.certificate))),
    mustRefuse("HS256 under the consumer secret", () => send(confused(signer.client_secret))),
    mustRefuse("a client proof replayed", async () => {
      const form = { grant_type: "client_credentials", ...(await signer.proof()) };
      await mine.issue(form);
      return mine.issue(form);
    }),
    mustRefuse("a user's assertion as a client proof", async () =>
      mine.issue({ grant_type: "client_credentials", ...(await signer.proof({ sub: mine.ada.username })) }),
    ),
    mustRefuse("a client proof and a wrong secret", async () =>
      mine.issue({ grant_type: "client_credentials", client_secret: "wrong", ...(await signer.proof()) }),
    ),
    mustRefuse("an assertion as a password", async () =>
      mine.issue({ grant_type: "password", username: mine.ada.username, password: await signer.sign() }),
    ),
  ];
};
