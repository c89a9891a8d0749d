// Requests that no client sends: broken, endless, or written to become something else in a header or in the log.
import { connect } from "node:net";
import fc from "fast-check";
import { CALLBACK } from "../../support/callbacks.ts";
import { type Answer, formText, type TestOrg } from "../../support/orgs.ts";
import { type Attack, attack, type Family } from "./attack.ts";

const ENDPOINTS = ["token", "revoke", "introspect", "authorize", "approve", "userinfo", "singleaccess"].map(
  (name) => `/services/oauth2/${name}`,
);
const PAGES = ["/login", "/logout", "/login/verify", "/open/x", "/password", "/secur/frontdoor.jsp"];
/** How many random requests each fuzzer sends. */
const RUNS = 150;
const urlencoded = { "content-type": "application/x-www-form-urlencoded" };

/** What no answer may be: a fault of the server, or a token. */
const judged = ({ status, text }: Answer): string | undefined =>
  status >= 500 || /"(access|refresh)_token"/.test(text) ? `${status} ${text}` : undefined;

/** Bytes on a bare socket; what came back until the server hung up or had nothing more to say. */
function onTheSocket(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let read = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    socket.setTimeout(2000, () => socket.destroy());
    socket.on("data", (part) => {
      read += part.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(read));
  });
}

const fieldNames = [
  ...["grant_type", "client_id", "client_secret", "code", "code_verifier", "redirect_uri", "refresh_token", "scope"],
  ...["assertion", "client_assertion", "client_assertion_type", "token", "token_type_hint", "state", "prompt", "csrf"],
  ...["username", "password", "to", "choice", "request", "max_age", "nonce", "__proto__", "constructor", "toString"],
];
const grantTypes = [
  ...["client_credentials", "authorization_code", "refresh_token", "password", "device"],
  ...["urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:token-exchange"],
];
const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(...grantTypes, "\0", "\r\nSet-Cookie: a=b", "%00", "{{7*7}}", "' or 1=1 --", "\ud800", "../..", "0"),
  fc.string({ minLength: 1000, maxLength: 3000 }),
);
const fields = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...fieldNames), fc.string({ maxLength: 20 })), value), {
  maxLength: 8,
});
const types = fc.constantFrom(
  ...["application/x-www-form-urlencoded", "application/json", "multipart/form-data", "text/plain", "", "x/y; a=b"],
  ...["multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=utf-7", "*/*"],
);

/** Send what an arbitrary makes, `RUNS` times, until an answer is one that must not be. */
async function fuzz<T>(arbitrary: fc.Arbitrary<T>, send: (given: T) => Promise<string | undefined>) {
  const details = await fc.check(
    fc.asyncProperty(arbitrary, async (given) => (await send(given)) === undefined),
    { numRuns: RUNS, endOnFailure: true },
  );
  return details.failed ? `${JSON.stringify(details.counterexample)}` : undefined;
}

const fuzzed = (what: string, attempt: Attack["attempt"]) => attack(what, attempt, RUNS);

const encoded = (list: readonly (readonly [string, string])[]) =>
  list
    .map(([name, text]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(text.toWellFormed())}`)
    .join("&");

export const randomForms: Family = async ({ mine, theirs, orgs }) => {
  const paths = fc.constantFrom(...ENDPOINTS, ...PAGES);
  const whole = fc.tuple(paths, fields, types, fc.constantFrom("POST", "GET", "PUT"), fc.constantFrom(mine, theirs));
  const raw = fc.tuple(paths, fc.uint8Array({ maxLength: 400 }), types);
  const socket = fc.tuple(paths, fc.uint8Array({ maxLength: 400 }), fc.constantFrom("\r\n", "\n", "\r", ""));
  const form = fc.tuple(
    fc.constantFrom(...grantTypes),
    fc.dictionary(fc.constantFrom(...fieldNames), value, { maxKeys: 6 }),
  );
  return [
    fuzzed(`${RUNS} requests with random fields, types and methods`, () =>
      fuzz(whole, async ([path, list, type, method, org]) => {
        const headers = { ...(type && { "content-type": type }) };
        if (method === "GET") return judged(await org.ask(`${path}?${encoded(list)}`));
        return judged(await org.ask(path, { method, headers, body: encoded(list) }));
      }),
    ),
    fuzzed(`${RUNS} random requests for a code by a browser that is logged in`, async () => {
      const cookie = [...(await mine.adas()).cookies].map(([name, text]) => `${name}=${text}`).join("; ");
      const { client_id } = await mine.credentials("Web");
      return fuzz(fields, async (list) => {
        const asked = {
          client_id,
          response_type: "code",
          redirect_uri: CALLBACK,
          ...wellFormed(Object.fromEntries(list)),
        };
        const answer = await mine.ask(`/services/oauth2/authorize?${formText(asked)}`, { headers: { cookie } });
        const { location = CALLBACK } = answer.headers;
        return judged(answer) ?? (String(location).startsWith(CALLBACK) ? undefined : `led to ${location}`);
      });
    }),
    fuzzed(`${RUNS} bodies of random bytes`, () =>
      fuzz(raw, async ([path, bytes, type]) => {
        const headers = { ...(type && { "content-type": type }) };
        return judged(await mine.ask(path, { method: "POST", headers, body: Buffer.from(bytes).toString("latin1") }));
      }),
    ),
    fuzzed(`${RUNS} grants with random values and the right credentials`, async () => {
      const credentials = await mine.credentials("Other_Web");
      return fuzz(form, async ([grant_type, given]) =>
        judged(await mine.issue({ ...wellFormed(given), grant_type, ...credentials })),
      );
    }),
    fuzzed(`${RUNS} random requests on bare sockets`, () =>
      fuzz(socket, async ([path, bytes, line]) => {
        const head = [
          `POST ${path} HTTP/1.1`,
          `Host: ${mine.host}`,
          `Content-Length: ${bytes.length}`,
          "Connection: close",
        ];
        const sent = Buffer.concat([Buffer.from(head.join(line || "\r\n") + line + line), Buffer.from(bytes)]);
        const answer = await onTheSocket(orgs.port, sent);
        return /^HTTP\/1\.1 5/.test(answer) ? answer : undefined;
      }),
    ),
    fuzzed(`${RUNS} random Basic and Bearer headers`, () =>
      fuzz(
        fc.tuple(fc.constantFrom("Basic", "Bearer", "basic", "Digest", ""), fc.base64String(), paths),
        async (given) => {
          const [scheme, text, path] = given;
          const headers = { authorization: `${scheme} ${text}`, ...urlencoded };
          return judged(await mine.ask(path, { method: "POST", headers, body: "grant_type=client_credentials" }));
        },
      ),
    ),
  ];
};

const wellFormed = (given: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(given).map(([name, text]) => [name, text.toWellFormed()]));

export const endlessForms: Family = async ({ mine, orgs }) => {
  const big = "x".repeat(300_000);
  const many = Array.from({ length: 20_000 }, (_, at) => `f${at}=1`).join("&");
  const posts: Readonly<Record<string, string>> = {
    "a field of 300 kB": `grant_type=${big}`,
    "a name of 300 kB": `${big}=1`,
    "20,000 fields": many,
    "20,000 times the same field": "scope=api&".repeat(20_000),
    "60 kB of ampersands": "&".repeat(60_000),
    "60 kB of equals signs": "=".repeat(60_000),
    "60 kB of percent signs": "%".repeat(60_000),
    "60 kB of percent-encoded nothing": "%00".repeat(20_000),
    "a deep JSON": "[".repeat(60_000),
    "half a letter": "grant_type=%c3",
    "an assertion of 60 kB": `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=${"a.".repeat(30_000)}`,
  };
  const sockets: Readonly<Record<string, string>> = {
    "a length that is none": "Content-Length: -1\r\n\r\n",
    "two lengths": "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length and chunks": "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks that lie": "Transfer-Encoding: chunked\r\n\r\nffffffff\r\na",
    "headers without end": `X: ${"y".repeat(40_000)}\r\n\r\n`,
    "20,000 headers": `${"A: b\r\n".repeat(20_000)}\r\n`,
    "an obsolete line fold": "X: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "U+0000 in a header": "X: a\0b\r\nContent-Length: 0\r\n\r\n",
  };
  return [
    ...Object.entries(posts).flatMap(([what, body]) =>
      [...ENDPOINTS.slice(0, 5), "/login"].map((path) =>
        attack(`${what} at ${path}`, async () =>
          judged(await mine.ask(path, { method: "POST", headers: urlencoded, body })),
        ),
      ),
    ),
    ...Object.entries(sockets).map(([what, head]) =>
      attack(what, async () => {
        const sent = `POST /services/oauth2/token HTTP/1.1\r\nHost: ${mine.host}\r\nConnection: close\r\n${head}`;
        const answer = await onTheSocket(orgs.port, Buffer.from(sent, "latin1"));
        return /^HTTP\/1\.1 (5|2)/.test(answer) ? answer : undefined;
      }),
    ),
    attack("an address of 60 kB", async () => {
      const sent = `GET /services/oauth2/authorize?state=${"x".repeat(60_000)} HTTP/1.1\r\nHost: ${mine.host}\r\n\r\n`;
      const answer = await onTheSocket(orgs.port, Buffer.from(sent));
      return /^HTTP\/1\.1 (5|2)/.test(answer) ? answer : undefined;
    }),
  ];
};

/** A line that a reader of the log would take for the server's own. */
export const FORGED = '{"level":"info","forged":true,"msg":"an admin logged in"}';

const broken = [
  "\r\nSet-Cookie: stolen=1",
  "\nX-Evil: 1",
  "\r\n\r\n<script>alert(1)</script>",
  `\n${FORGED}\n`,
  "\u001b[2J",
];

export const injections: Family = async ({ mine, theirs }) => {
  const everywhere = (org: TestOrg, text: string): readonly (readonly [string, () => Promise<Answer>])[] => [
    ["a consumer key", () => org.issue({ grant_type: "client_credentials", client_id: text, client_secret: text })],
    ["a grant type", () => org.issue({ grant_type: text })],
    ["the name of a field", () => org.issue({ [text]: "1", grant_type: "client_credentials" })],
    ["a username", () => org.post("/login", { username: text, password: text, csrf: text, to: text })],
    ["a token", () => org.post("/services/oauth2/revoke", { token: text })],
    ["a query", () => org.ask(`/services/oauth2/revoke?${formText({ token: "x", callback: text })}`)],
    ["a path", () => org.ask(`/id/${encodeURIComponent(text)}/${encodeURIComponent(text)}`)],
    ["a page", () => org.ask(`/login?${formText({ to: text, hint: text })}`)],
    ["a request for a code", async () => org.ask(await org.authorizeUrl("Web", { state: text, login_hint: text }))],
    ["a refused request", async () => org.ask(await org.authorizeUrl("Web", { state: text, scope: text }))],
    ["another host", () => org.ask("/login", { headers: { host: text.replace(/[^\x21-\x7e]/g, "") || "x" } })],
    ["a user agent", () => org.ask("/login", { headers: { "user-agent": text.replace(/[^\x20-\x7e]/g, " ") } })],
  ];
  return [mine, theirs].flatMap((org) =>
    broken.flatMap((text) =>
      everywhere(org, text).map(([where, send]) =>
        attack(`${JSON.stringify(text)} as ${where}`, async () => {
          const { status, headers, text: body } = await send();
          const named = Object.keys(headers).some((name) => /evil|forged/i.test(name));
          const cookies = String(headers["set-cookie"] ?? "");
          const script = /html|javascript/.test(String(headers["content-type"])) && body.includes("<script>alert(1)");
          return status >= 500 || named || script || /stolen/.test(cookies)
            ? `${status} ${cookies} ${body}`
            : undefined;
        }),
      ),
    ),
  );
};
