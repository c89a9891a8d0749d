// A plain client of the Agent API, as any program outside would be: a token, a session, messages, its end.
import { randomUUID } from "node:crypto";
import { request } from "undici";
import { z } from "zod";
import {
  BASE_PATH,
  MessagesResponse,
  type RequestMessage,
  StartSessionResponse,
  StreamEnvelope,
} from "../contract/agent-api.ts";
import { Failure } from "./command.ts";
import { refusalOf } from "./operator.ts";
import { readEvents } from "./server-sent-events.ts";

/** What is read of the reply; the rest is kept for whoever asked. */
const Token = z.looseObject({ access_token: z.string(), scope: z.string(), instance_url: z.string() });
export type Token = z.infer<typeof Token>;
const TokenRefusal = z.object({ error: z.string(), error_description: z.string().optional() });

/**
 * `POST /services/oauth2/token` with the client credentials flow. `host` is that of an org with a domain of its own, whose
 * name this machine need not know: the server is called at `url` all the same. Throws a `Failure` with the endpoint's own
 * words.
 */
export async function requestToken(
  url: string,
  consumerKey: string,
  consumerSecret: string,
  host = new URL(url).host,
): Promise<Token> {
  const form = { grant_type: "client_credentials", client_id: consumerKey, client_secret: consumerSecret };
  // Not `fetch`, which sends the host of the URL and no other.
  const response = await request(`${url}/services/oauth2/token`, {
    method: "POST",
    headers: { host, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
  const body: unknown = await response.body.json();
  if (response.statusCode === 200) return Token.parse(body);
  const { error, error_description } = TokenRefusal.parse(body);
  throw new Failure(error, `No token: ${error_description ?? error}`);
}

/** A session in which words can be exchanged. */
export interface Conversation {
  readonly sessionId: string;
  readonly greeting: readonly Message[];
  /** Send a message; the events of the turn as they come. */
  send(message: Utterance): AsyncGenerator<z.infer<typeof StreamEnvelope>>;
  end(): Promise<readonly Message[]>;
}

type Message = z.infer<typeof MessagesResponse>["messages"][number];
type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
/** What a person says: a message that has no number yet. */
export type Utterance = Without<Extract<RequestMessage, { type: "Text" | "Reply" | "Cancel" }>, "sequenceId">;

/**
 * Start a session. `url` is where the server listens, the token's `instance_url` what it calls itself.
 * Throws a `Failure` with the API's sentence.
 */
export async function startConversation(url: string, token: Token, agentId: string): Promise<Conversation> {
  const base = `${url}${BASE_PATH}`;
  const headers = { authorization: `Bearer ${token.access_token}`, "content-type": "application/json" };
  const start = (bypassUser: boolean) =>
    fetch(`${base}/agents/${agentId}/sessions`, {
      method: "POST",
      headers,
      body: JSON.stringify({
        externalSessionKey: randomUUID(),
        instanceConfig: { endpoint: token.instance_url },
        tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
        streamingCapabilities: { chunkTypes: ["Text"] },
        bypassUser,
      }),
    });
  // Employee agents act as the caller and refuse `true`; which kind an agent is, only the answer tells.
  const asAgent = await start(true);
  const response = asAgent.status === 400 ? await start(false) : asAgent;
  const { sessionId, messages } = StartSessionResponse.parse(await succeed(response));
  const session = `${base}/sessions/${sessionId}`;
  let sequenceId = 0;
  return {
    sessionId,
    greeting: messages,
    async *send(message) {
      const body = JSON.stringify({ message: { ...message, sequenceId: ++sequenceId }, variables: [] });
      const stream = await fetch(`${session}/messages/stream`, { method: "POST", headers, body });
      if (!stream.ok || !stream.body) await succeed(stream);
      for await (const { data } of readEvents(stream.body!)) yield StreamEnvelope.parse(JSON.parse(data));
    },
    async end() {
      const { authorization } = headers;
      const ended = await fetch(session, {
        method: "DELETE",
        headers: { authorization, "x-session-end-reason": "UserRequest" },
      });
      return MessagesResponse.parse(await succeed(ended)).messages;
    },
  };
}

async function succeed(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusalOf(response.status, body);
  return body;
}
