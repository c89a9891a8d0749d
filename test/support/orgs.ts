// Two orgs on one server in a process of its own: one with the habits of the original, one that speaks as the RFCs say.
// Everything goes over HTTP, as clients and browsers send it; the host of a request says which org is asked.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Fields, openBrowser, type Page } from "./browser.ts";
import { CALLBACK, LOCAL } from "./callbacks.ts";
import { type StartedServer, startCommand } from "./start-command.ts";

export const TOKEN = "/services/oauth2/token";

/** A code verifier of RFC 7636, its challenge, and a verifier as long as the sf CLI's. */
export const verifier = "v".repeat(64);
export const longVerifier = "v".repeat(171);
export const challengeOf = (verifier: string) => createHash("sha256").update(verifier).digest("base64url");

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  json<T = Readonly<Record<string, unknown>>>(): T;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Fields;
  readonly body?: string;
}

/** Fields of a form; `undefined` leaves one out. */
export type Change = Readonly<Record<string, string | undefined>>;

export type Credentials = { readonly client_id: string; readonly client_secret: string };

export interface TestOrg {
  /** Issuer of its tokens. */
  readonly origin: string;
  readonly host: string;
  /** A user who logs in. */
  readonly ada: { readonly username: string; readonly password: string };
  /** One request to this org, as it is. */
  ask(path: string, ask?: Ask): Promise<Answer>;
  /** A form to this org. */
  post(path: string, fields: Change, headers?: Fields): Promise<Answer>;
  /** A form to the token endpoint. */
  issue(fields: Change, headers?: Fields): Promise<Answer>;
  /** Key and secret of an app. */
  credentials(app: string): Promise<Credentials>;
  /** A token of an app by client credentials; of the app Service unless told otherwise. */
  token(app?: string): Promise<Readonly<Record<string, string>>>;
  /** A browser that was never here. */
  browser(): Browser;
  /** A browser at which Ada is logged in; the same one each time. */
  adas(): Promise<Browser>;
  /** Path and query of a request for a code. */
  authorizeUrl(app: string, change?: Change): Promise<string>;
  /** Ask for a code at Ada's browser and allow whatever is asked. */
  allow(app: string, change?: Change): Promise<Page>;
  /** A code for an app, allowed by Ada. */
  code(app: string, change?: Change): Promise<string>;
  /** The form that redeems a code, with fields changed. */
  redemption(app: string, code: string, change?: Change): Promise<Change>;
  /** What a redeemed code gives. */
  redeemed(app: string, change?: Change): Promise<Readonly<Record<string, string>>>;
  /** Call the operator's API about this org. */
  operate(path: string, body?: unknown): Promise<Answer>;
}

export interface TestOrgs {
  readonly compat: TestOrg;
  readonly strict: TestOrg;
  readonly server: StartedServer;
  readonly port: number;
  /** Every secret that was handed out: none of them may stand in the log. */
  readonly secrets: Set<string>;
  close(): Promise<void>;
}

const project = join(import.meta.dirname, "../fixtures/oauth");

/** Start the server; `env` as for the command. */
export async function openOrgs(env: Fields = {}): Promise<TestOrgs> {
  const data = await mkdtemp(join(tmpdir(), "dragoman-orgs-"));
  const model = `scripted:${join(project, "replies.yaml")}`;
  const server = await startCommand({ project, data, model, env: { DRAGOMAN_LOG_LEVEL: "debug", ...env } });
  const { host } = new URL(server.origin);
  const { token } = JSON.parse(readFileSync(join(data, "operator.json"), "utf8")) as { token: string };
  const secrets = new Set([token]);
  const port = Number(new URL(server.origin).port);
  const at = { port, operatorToken: token, secrets };
  const [compat, strict] = await Promise.all([
    openOrg({ ...at, host, name: "Harbour" }),
    openOrg({ ...at, host: "lighthouse.example.test", name: "Lighthouse" }),
  ]);
  return {
    compat,
    strict,
    server,
    port,
    secrets,
    async close() {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** One request over the network, under any Host header. */
export function askAt(port: number, host: string, path: string, { method = "GET", headers, body }: Ask = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const asked = { host: "127.0.0.1", port, path, method, agent: false, headers: { host, ...headers } };
    const asking = request(asked, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part) => parts.push(part)).on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, text, json: () => JSON.parse(text) });
      });
    });
    asking.on("error", reject).end(body);
  });
}

const urlencoded = { "content-type": "application/x-www-form-urlencoded" };

/** A form as it travels. */
export const formText = (fields: Change): string => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
  return form.toString();
};

interface At {
  readonly port: number;
  readonly host: string;
  readonly name: string;
  readonly operatorToken: string;
  readonly secrets: Set<string>;
}

async function openOrg({ port, host, name, operatorToken, secrets }: At): Promise<TestOrg> {
  const origin = `http://${host}`;
  const domain = `${name.toLowerCase()}.example`;
  const ada = { username: `ada@${domain}`, password: `a sentence that only Ada of ${name} knows` };
  secrets.add(ada.password);
  const ask: TestOrg["ask"] = (path, asked) => askAt(port, host, path, asked);
  const post: TestOrg["post"] = (path, fields, headers = {}) =>
    ask(path, { method: "POST", headers: { ...urlencoded, ...headers }, body: formText(fields) });
  const issue: TestOrg["issue"] = (fields, headers) => post(TOKEN, fields, headers);
  const operate: TestOrg["operate"] = (path, body) =>
    askAt(port, "127.0.0.1", `/dragoman/v1${path}?org=${name}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  const known = new Map<string, Credentials>();
  const credentials: TestOrg["credentials"] = async (app) => {
    const found = known.get(app);
    if (found) return found;
    const reply = await operate(`/apps/${app}/credentials`, {});
    const { consumerKey, consumerSecret } = reply.json<{ consumerKey: string; consumerSecret: string }>();
    secrets.add(consumerSecret);
    const read = { client_id: consumerKey, client_secret: consumerSecret };
    known.set(app, read);
    return read;
  };
  const granted = (answer: Answer): Readonly<Record<string, string>> => {
    if (answer.status !== 200) throw new Error(`token: ${answer.status} ${answer.text}`);
    const reply = answer.json<Readonly<Record<string, string>>>();
    for (const field of ["access_token", "refresh_token", "id_token"]) {
      const secret = reply[field];
      if (secret !== undefined) secrets.add(secret);
    }
    return reply;
  };
  const token: TestOrg["token"] = async (app = "Service") =>
    granted(await issue({ grant_type: "client_credentials", ...(await credentials(app)) }));

  const offered = await operate(`/users/${encodeURIComponent(ada.username)}/password-link`, {});
  const link = new URL(offered.json<{ url: string }>().url);
  const setting = openBrowser(port, host);
  secrets.add(link.pathname.split("/").at(-1)!);
  const form = await setting.visit(link.pathname);
  await setting.submit(form, { password: ada.password, again: ada.password });

  const logIn = async (): Promise<Browser> => {
    const browser = openBrowser(port, host);
    const page = await browser.submit(await browser.visit("/login"), ada);
    if (page.path.startsWith("/login")) throw new Error(`Ada cannot log in: ${page.status} ${page.html}`);
    for (const cookie of browser.cookies.values()) secrets.add(cookie);
    return browser;
  };
  let logged: Promise<Browser> | undefined;
  const adas = () => {
    logged ??= logIn();
    return logged;
  };
  const authorizeUrl: TestOrg["authorizeUrl"] = async (app, change = {}) => {
    const asked = {
      response_type: "code",
      client_id: (await credentials(app)).client_id,
      redirect_uri: app === "Native" ? LOCAL : CALLBACK,
      code_challenge: challengeOf(verifier),
      code_challenge_method: "S256",
    };
    return `/services/oauth2/authorize?${formText({ ...asked, ...change })}`;
  };
  const allow: TestOrg["allow"] = async (app, change) => {
    const browser = await adas();
    let page = await browser.visit(await authorizeUrl(app, change));
    if (page.html.includes('name="password"')) page = await browser.submit(page, ada);
    return page.html.includes("Allow access to") ? browser.submit(page, { choice: "allow" }) : page;
  };
  const code: TestOrg["code"] = async (app, change) => {
    const page = await allow(app, change);
    const code = page.left && new URL(page.left).searchParams.get("code");
    if (!code) throw new Error(`no code: ${page.status} ${page.left} ${page.html}`);
    secrets.add(code);
    return code;
  };
  const redemption: TestOrg["redemption"] = async (app, code, change = {}) => {
    const { client_id, client_secret } = await credentials(app);
    const isPublic = app === "Native";
    return {
      grant_type: "authorization_code",
      code,
      redirect_uri: isPublic ? LOCAL : CALLBACK,
      client_id,
      client_secret: isPublic ? undefined : client_secret,
      code_verifier: verifier,
      ...change,
    };
  };
  return {
    origin,
    host,
    ada,
    ask,
    post,
    issue,
    credentials,
    token,
    browser: () => openBrowser(port, host),
    adas,
    authorizeUrl,
    allow,
    code,
    redemption,
    redeemed: async (app, change = {}) => granted(await issue(await redemption(app, await code(app, change)))),
    operate,
  };
}
