// Serves Setup's pages: the files that the build made, and one document for every address below /lightning/setup.
import { randomBytes } from "node:crypto";
import { type Dirent, existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, resolve, sep } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { FastifyInstance, FastifyReply } from "fastify";
import { LOGIN_PATH } from "../contract/page-paths.ts";
import { PAGES_PATH, SETUP_HOME } from "../contract/setup-places.ts";
import type { Identity } from "../identity/identity.ts";
import { isSecure } from "../identity/people/cookies.ts";
import { loginSessionOf } from "../identity/people/login-sessions.ts";
import { forBrowsers, sendOn, TurnedAway, visitOf } from "./browser.ts";
import { pageHeaders } from "./page-headers.ts";

/** Where the build puts the pages, in a checkout and in the package alike. */
const BUILT = resolve(import.meta.dirname, "../../pages");

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly brotli: Buffer;
  /** Whether its name changes with what it holds. */
  readonly hashed: boolean;
}

/** Register the pages. Without built pages, each address answers with how to build them. */
export function setupPageRoutes(app: FastifyInstance, identity: Identity, folder = BUILT): void {
  const assets = readAssets(folder);
  forBrowsers(app, identity, (scope) => {
    const own = { config: { access: "own" as const } };
    scope.get(PAGES_PATH, own, (_, reply) => sendOn(reply, SETUP_HOME, 302));
    scope.get<{ Params: { "*": string } }>(`${PAGES_PATH}/assets/*`, own, (request, reply) => {
      const asset = assets.get(request.params["*"]);
      if (!asset) throw new TurnedAway(404, "There is no such file. Reload the page: it may be of an older release.");
      return sendAsset(reply, asset, request.headers["accept-encoding"] ?? "");
    });
    scope.get(`${PAGES_PATH}/*`, own, async (request, reply) => {
      const { org, origin, cookies } = await visitOf(identity, request);
      if (!(await loginSessionOf(identity, org, cookies))) {
        return sendOn(reply, `${LOGIN_PATH}?to=${encodeURIComponent(request.url)}`, 302);
      }
      const document = assets.get("index.html");
      if (!document) throw new TurnedAway(503, "Setup's pages are not built. Run this in the checkout: npm run pages");
      return sendDocument(reply, document.bytes.toString(), isSecure(origin));
    });
  });
}

function readAssets(folder: string): ReadonlyMap<string, Asset> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(files.map((file) => assetOf(folder, file)));
}

function assetOf(folder: string, { parentPath, name }: Dirent): readonly [string, Asset] {
  const bytes = readFileSync(join(parentPath, name));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  const path = relative(folder, join(parentPath, name)).split(sep).join("/");
  const type = types[extname(name)] ?? "application/octet-stream";
  return [path, { type, bytes, brotli, hashed: /-[\w-]{8}\.\w+$/.test(name) }];
}

function sendAsset(reply: FastifyReply, { type, bytes, brotli, hashed }: Asset, encodings: string) {
  const packed = /\bbr\b/.test(encodings);
  return reply
    .headers({
      "content-type": type,
      "cache-control": hashed ? "public, max-age=31536000, immutable" : "no-cache",
      "x-content-type-options": "nosniff",
      vary: "accept-encoding",
      ...(packed && { "content-encoding": "br" }),
    })
    .send(packed ? brotli : bytes);
}

/** The document, which may run its own scripts and no others; `nonce` lets its libraries write style sheets. */
function sendDocument(reply: FastifyReply, html: string, secure: boolean) {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return reply
    .headers({
      ...pageHeaders({ secure, formAction: ["'self'"] }),
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy.join("; "),
    })
    .send(html.replaceAll("__NONCE__", nonce));
}
