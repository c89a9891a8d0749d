// Actions that are HTTP endpoints: JSON in, JSON out, through the address guard, with a limit on time and size.
import { type Dispatcher, request } from "undici";
import { AddressRefused } from "./address-guard.ts";
import { fitOutputs } from "./fit-outputs.ts";
import { late } from "./functions.ts";
import { inTime } from "./in-time.ts";
import type { ActionCall, ActionResult } from "./port.ts";

/** Where a target leads over HTTP. */
export interface Endpoint {
  /** `{name}` stands for what follows the scheme of the target. */
  readonly url: string;
  /** GET and DELETE carry the inputs in the query, the others as a JSON body. Default: POST. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** The endpoint acts once for each `Idempotency-Key`, however often it is called with it. */
  readonly idempotent?: boolean;
  /** Seconds a call may take, where that is not the limit of all actions. */
  readonly timeoutS?: number;
}

/** Largest reply that is read, in bytes. */
const REPLY_LIMIT = 1_000_000;

/** Call an endpoint. Redirects are not followed. No message repeats a header, a query or a body. */
export async function callHttp(
  endpoint: Endpoint,
  call: ActionCall,
  dispatcher: Dispatcher,
  timeoutMs: number,
  log: (line: string) => void,
): Promise<ActionResult> {
  const { name, target } = call.definition;
  const limitMs = endpoint.timeoutS === undefined ? timeoutMs : endpoint.timeoutS * 1000;
  try {
    const result = await inTime(call.signal, limitMs, (signal) => exchange(endpoint, call, dispatcher, signal));
    return result.ended ? result.value : late(name, result.why, limitMs);
  } catch (thrown) {
    if (thrown instanceof AddressRefused) {
      log(`${target}: ${thrown.message}`);
      return { ok: false, reason: "refused", message: `${name} may not be reached at its address.` };
    }
    log(`${target}: ${codeOf(thrown)}`);
    return { ok: false, reason: "failed", message: `${name} could not be reached.` };
  }
}

async function exchange(
  endpoint: Endpoint,
  call: ActionCall,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<ActionResult> {
  const { definition } = call;
  const method = endpoint.method ?? "POST";
  const inQuery = method === "GET" || method === "DELETE";
  const url = new URL(urlOf(endpoint, definition.target));
  if (inQuery) for (const [name, value] of Object.entries(call.inputs)) url.searchParams.set(name, inWords(value));
  const response = await request(url, {
    method,
    headers: headersOf(endpoint, call, inQuery),
    ...(inQuery ? {} : { body: JSON.stringify(call.inputs) }),
    dispatcher,
    signal,
  });
  const { statusCode, body } = response;
  if (statusCode < 200 || statusCode > 299) {
    body.on("error", () => {}).destroy();
    const redirected = statusCode >= 300 && statusCode <= 399;
    return redirected
      ? failure("refused", `${definition.name} answered with a redirect, which is not followed.`)
      : failure("failed", `${definition.name} answered with status ${statusCode}.`);
  }
  const text = await textOf(body);
  if (text === undefined) return failure("invalid", `${definition.name} answered with more than 1 MB.`);
  return fitOutputs(definition, text.trim() === "" ? {} : parsed(text));
}

/** Whether a call may be made twice: by its method (RFC 9110 §9.2.2), or because the endpoint is said to know the key. */
export const repeatable = ({ method = "POST", idempotent = false }: Endpoint): boolean =>
  idempotent || method === "GET" || method === "PUT" || method === "DELETE";

/** The URL of a target, for calling it. */
export const urlOf = (endpoint: Endpoint, target: string): string =>
  endpoint.url.replaceAll("{name}", encodeURIComponent(target.replace(/^[^:]*:\/\//, "")));

function headersOf(endpoint: Endpoint, call: ActionCall, inQuery: boolean): Record<string, string> {
  const own = Object.entries(endpoint.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    accept: "application/json",
    ...(inQuery ? {} : { "content-type": "application/json" }),
    ...Object.fromEntries(own),
    "idempotency-key": call.idempotencyKey,
    ...(call.traceparent === undefined ? {} : { traceparent: call.traceparent }),
  };
}

const inWords = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** The body as text, or `undefined` when it is too large; reading stops there. */
async function textOf(body: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > REPLY_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** JSON, or `undefined` made visible as something that is no object. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The code of a network error; its message may hold an address. */
function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" ? code : "the request failed";
}

const failure = (reason: "refused" | "failed" | "invalid", message: string): ActionResult => ({
  ok: false,
  reason,
  message,
});
