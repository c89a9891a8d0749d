// The calls of a client, made over HTTP against this server's own address, as any program outside would make them.
import { randomUUID } from "node:crypto";
import { type Dispatcher, request } from "undici";
import { z } from "zod";
import {
  BASE_PATH,
  type Failure,
  type ResponseMessage,
  StartSessionResponse,
  StreamEnvelope,
} from "../../contract/agent-api.ts";

/** What a client was told where it was refused; status 0: nobody answered. */
export interface Heard {
  readonly status: number;
  readonly error: string;
  readonly message: string;
}

/** A call that was refused, or that nobody answered. */
export class Unserved extends Error {
  readonly heard: Heard;

  constructor(heard: Heard) {
    super(heard.message);
    this.name = "Unserved";
    this.heard = heard;
  }
}

const Token = z.looseObject({ access_token: z.string(), scope: z.string() });
export type Token = z.infer<typeof Token>;

/** Where a client calls: `host` is that of the org, whose name this machine need not know. */
export interface Address {
  readonly url: string;
  readonly host: string;
  readonly signal: AbortSignal;
}

/** A token by the client credentials flow. Throws `Unserved`. */
export async function getToken(at: Address, consumerKey: string, consumerSecret: string): Promise<Token> {
  const form = { grant_type: "client_credentials", client_id: consumerKey, client_secret: consumerSecret };
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = new URLSearchParams(form).toString();
  return Token.parse(await json(await ask(at, "POST", "/services/oauth2/token", headers, body)));
}

/** What is said at the start of a session. */
export interface Start {
  readonly agentId: string;
  /** The client's idea of the My Domain URL. */
  readonly endpoint: string;
  readonly bypassUser: boolean;
}

/** A session with an agent: its id, and the greeting. Throws `Unserved`. */
export async function startSession(
  at: Address,
  token: Token,
  { agentId, endpoint, bypassUser }: Start,
): Promise<{ readonly sessionId: string; readonly greeting: string }> {
  const body = {
    externalSessionKey: randomUUID(),
    instanceConfig: { endpoint },
    streamingCapabilities: { chunkTypes: ["Text"] },
    bypassUser,
  };
  const path = `${BASE_PATH}/agents/${encodeURIComponent(agentId)}/sessions`;
  const reply = await ask(at, "POST", path, withToken(token), JSON.stringify(body));
  const { sessionId, messages } = StartSessionResponse.parse(await json(reply));
  return { sessionId, greeting: messages.map((message) => ("message" in message ? message.message : "")).join(" ") };
}

/** Send a message streamed; what the agent answers, as it comes. Throws `Unserved`, also for an error in the stream. */
export async function* sendStreamed(
  at: Address,
  token: Token,
  sessionId: string,
  text: string,
): AsyncGenerator<ResponseMessage> {
  const body = JSON.stringify({ message: { type: "Text", sequenceId: 1, text }, variables: [] });
  const path = `${BASE_PATH}/sessions/${sessionId}/messages/stream`;
  const reply = await ask(at, "POST", path, { ...withToken(token), accept: "text/event-stream" }, body);
  if (reply.statusCode !== 200) await json(reply);
  let waiting = "";
  const decoder = new TextDecoder();
  for await (const bytes of reply.body) {
    const blocks = (waiting + decoder.decode(bytes as Uint8Array, { stream: true })).split("\n\n");
    waiting = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (data === undefined) continue;
      const { message } = StreamEnvelope.parse(JSON.parse(data));
      if (message.type === "Failure" && message.code === "ACTION_FAILED") throw new Unserved(failureOf(message));
      if (message.type === "Error") throw new Unserved({ ...message, status: message.httpStatus });
      yield message;
    }
  }
}

/** A turn that failed is told within a stream of status 200, unless the script has words of its own for it. */
const failureOf = ({ code, message, errors }: z.infer<typeof Failure>): Heard => ({
  status: 200,
  error: code,
  message: [...new Set([message, ...errors])].join(" "),
});

/** End a session. Throws `Unserved`. */
export async function endSession(at: Address, token: Token, sessionId: string): Promise<void> {
  const headers = { authorization: withToken(token).authorization, "x-session-end-reason": "UserRequest" };
  await json(await ask(at, "DELETE", `${BASE_PATH}/sessions/${sessionId}`, headers));
}

const withToken = ({ access_token }: Token) => ({
  authorization: `Bearer ${access_token}`,
  "content-type": "application/json",
});

/** `request`, because `fetch` sends the host of the URL and no other. */
async function ask(
  { url, host, signal }: Address,
  method: Dispatcher.HttpMethod,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<Dispatcher.ResponseData> {
  try {
    return await request(`${url}${path}`, { method, headers: { ...headers, host }, body: body ?? null, signal });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Unserved({ status: 0, error: "unreachable", message });
  }
}

const Refusal = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  message: z.string().optional(),
});

/** The body of an answer that says yes. Throws `Unserved` with the words of one that says no. */
async function json(reply: Dispatcher.ResponseData): Promise<unknown> {
  const { statusCode: status } = reply;
  const body: unknown = await reply.body.json().catch(() => undefined);
  if (status === 200) return body;
  const { data } = Refusal.safeParse(body);
  const message =
    data?.error_description ?? data?.message ?? `an answer with status ${status} that is not this server's`;
  throw new Unserved({ status, error: data?.error ?? "unknown", message });
}
