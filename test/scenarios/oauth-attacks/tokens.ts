// Tokens that were never given: forged, changed, borrowed from another org, or something else altogether. Each at every door.
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { CompactSign, decodeJwt, decodeProtectedHeader, exportJWK } from "jose";
import type { Answer, TestOrg } from "../../support/orgs.ts";
import { type Attack, attack, type Family, mustRefuse, mustWork } from "./attack.ts";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Claims under a header of our choice, signed by us. */
const signed = (header: object, claims: object, alg: string, key: KeyObject): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ ...header, alg }).sign(key);

/** HS256 with something public as the key: the confusion of RFC 8725 §2.1. */
function confused(header: object, claims: object, key: string | Buffer): string {
  const text = `${part({ ...header, alg: "HS256" })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

export const forgedTokens: Family = async ({ mine, theirs, signer }) => {
  const reply = await mine.redeemed("Web");
  const other = await theirs.redeemed("Web");
  const token = reply.access_token!;
  const header = decodeProtectedHeader(token);
  const claims = decodeJwt(token);
  const [head, body, signature] = token.split(".") as [string, string, string];
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const okp = generateKeyPairSync("ed25519").privateKey;
  const { keys } = (await mine.ask("/id/keys")).json<{ keys: Record<string, string>[] }>();
  const published = keys[0]!;
  const publicKey = createPublicKey({ key: published, format: "jwk" });
  const opaque = (await mine.redeemed("Old_Tokens")).access_token!;
  const theirOpaque = (await theirs.redeemed("Old_Tokens")).access_token!;
  const theirHeader = decodeProtectedHeader(other.access_token!);
  const now = Math.floor(Date.now() / 1000);

  const tokens: Readonly<Record<string, string>> = {
    ...Object.fromEntries(
      ["none", "None", "NONE", "nOnE", ""].map((alg) => [`alg ${alg}`, `${part({ ...header, alg })}.${body}.`]),
    ),
    "alg none with the signature kept": `${part({ ...header, alg: "none" })}.${body}.${signature}`,
    "no alg": `${part({ ...header, alg: undefined })}.${body}.${signature}`,
    "HS256 under the public key": confused(header, claims, publicKey.export({ type: "spki", format: "pem" })),
    "HS256 under the public key's bytes": confused(header, claims, publicKey.export({ type: "spki", format: "der" })),
    "HS256 under the modulus": confused(header, claims, published.n!),
    "HS256 under the JWK": confused(header, claims, JSON.stringify(published)),
    "HS256 under the kid": confused(header, claims, published.kid!),
    "HS256 under a certificate": confused(header, claims, signer.certificate),
    "HS256 under the consumer secret": confused(header, claims, (await mine.credentials("Web")).client_secret),
    "HS256 under nothing": confused(header, claims, ""),
    "RS256 under another key": await signed(header, claims, "RS256", rsa),
    "RS512 under another key": await signed(header, claims, "RS512", rsa),
    "PS256 under another key": await signed(header, claims, "PS256", rsa),
    "ES256 under another key": await signed(header, claims, "ES256", ec),
    "EdDSA under another key": await signed(header, claims, "EdDSA", okp),
    "a key of its own in the header": await signed({ ...header, jwk: await exportJWK(rsa) }, claims, "RS256", rsa),
    "a key set elsewhere": await signed({ ...header, jku: "https://evil.example/keys" }, claims, "RS256", rsa),
    "a certificate elsewhere": await signed({ ...header, x5u: "https://evil.example/c" }, claims, "RS256", rsa),
    "the key of an app's certificate": await signed(header, claims, "RS256", signer.privateKey),
    ...Object.fromEntries(
      await Promise.all(
        ["../../etc/passwd", "' or 1=1 --", "", "null", "__proto__", "constructor", theirHeader.kid!].map(
          async (kid) => [`kid ${kid}`, await signed({ ...header, kid }, claims, "RS256", rsa)] as const,
        ),
      ),
    ),
    "a header that nobody knows": await signed({ ...header, x: 1 }, claims, "RS256", rsa),
    ...Object.fromEntries(
      Object.entries({
        "more scopes": { scp: "full", scope: "full" },
        "a longer life": { exp: now + 86_400 },
        "another user": { sub: "uid:005000000000001AAA" },
        "another app": { client_id: (await mine.credentials("Other_Web")).client_id },
        "another issuer": { iss: "https://evil.example", aud: ["https://evil.example"] },
        "the other org as issuer": { iss: theirs.origin, aud: [theirs.origin] },
      }).map(([what, change]) => [what, `${head}.${part({ ...claims, ...change })}.${signature}`]),
    ),
    "the other org's header": `${other.access_token!.split(".")[0]}.${body}.${signature}`,
    "the other org's signature": `${head}.${body}.${other.access_token!.split(".")[2]}`,
    "a token of the other org": other.access_token!,
    "an opaque token of the other org": theirOpaque,
    "an opaque token of the other org under my org's id": `${opaque.slice(0, 15)}!${theirOpaque.slice(16)}`,
    "an opaque token with one letter changed": `${opaque.slice(0, -1)}${opaque.endsWith("a") ? "b" : "a"}`,
    "an opaque token without its end": opaque.slice(0, -1),
    "an ID token": reply.id_token!,
    "a refresh token": reply.refresh_token!,
    "a code": await mine.code("Web"),
    "an assertion": await signer.sign(),
    "two parts": `${head}.${body}`,
    "four parts": `${token}.x`,
    "a token cut short": token.slice(0, -10),
    "a token with a dot more": `.${token}`,
    "a token in base64": Buffer.from(token).toString("base64"),
    nothing: "",
    "a header of 12 kB": "x".repeat(12_000),
    JSON: '{"alg":"none"}',
  };

  for (const path of ["/services/oauth2/userinfo", "/services/data/v60.0", "/services/oauth2/singleaccess"]) {
    mustWork(await mine.ask(path, bearer(token)));
    mustWork(await mine.ask(path, bearer(opaque)));
  }
  return Object.entries(tokens).flatMap(([what, each]) => doors(mine, what, each, reply.id!));
};

const apiCall = (token: string) => ({ method: "POST", headers: json(token), body: JSON.stringify({ message: {} }) });
const json = (token: string) => ({ authorization: `Bearer ${token}`, "content-type": "application/json" });
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** Every place that takes a token. */
function doors(org: TestOrg, what: string, token: string, id: string): readonly Attack[] {
  const ask: Readonly<Record<string, () => Promise<Answer>>> = {
    "the Agent API": () => org.ask("/einstein/ai-agent/v1/sessions/x/messages", apiCall(token)),
    userinfo: () => org.ask("/services/oauth2/userinfo", bearer(token)),
    "the identity URL": () => org.ask(new URL(id).pathname, bearer(token)),
    "the identity URL's query": () => org.ask(`${new URL(id).pathname}?${new URLSearchParams({ oauth_token: token })}`),
    "the data API": () => org.ask("/services/data/v60.0/query?q=SELECT+Id+FROM+User", bearer(token)),
    "single access": () => org.ask("/services/oauth2/singleaccess", bearer(token)),
    bootstrap: () => org.ask("/agentforce/bootstrap/nameduser", { headers: { cookie: `sid=${token}` } }),
  };
  const introspected = attack(`${what}, at introspection`, async () => {
    const { text } = await org.post("/services/oauth2/introspect", { token, ...(await org.credentials("Web")) });
    return /"active":true/.test(text) && !/refresh/.test(what) ? text : undefined;
  });
  return [...Object.entries(ask).map(([door, send]) => mustRefuse(`${what}, at ${door}`, send)), introspected];
}
