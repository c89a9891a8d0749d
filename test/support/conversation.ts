// A conversation with an agent of a running server, over HTTP, one message at a time.
import { randomUUID } from "node:crypto";
import {
  BASE_PATH,
  MessagesResponse,
  type RequestMessage,
  type ResponseMessage,
  StartSessionResponse,
  type Variable,
} from "../../src/contract/agent-api.ts";

/** What a conversation needs of a server. */
export interface Host {
  readonly origin: string;
  token(): Promise<string>;
}

export interface Conversation {
  readonly sessionId: string;
  readonly greeting: string;
  /** Say something; the messages that come back. */
  say(text: string): Promise<ResponseMessage[]>;
  /** Approve what a `Confirm` proposes. */
  approve(confirm: ResponseMessage): Promise<ResponseMessage[]>;
  /** Turn down what a `Confirm` proposes. */
  refuse(confirm: ResponseMessage): Promise<ResponseMessage[]>;
}

/** Start a session and talk in it. A reply that is no 200 fails the test with its body. */
export async function converse(
  host: Host,
  agentId: string,
  options: { readonly bypassUser?: boolean; readonly variables?: readonly Variable[] } = {},
): Promise<Conversation> {
  const headers = { Authorization: `Bearer ${await host.token()}`, "Content-Type": "application/json" };
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${host.origin}${BASE_PATH}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const started = StartSessionResponse.parse(
    await post(`/agents/${agentId}/sessions`, {
      externalSessionKey: randomUUID(),
      instanceConfig: { endpoint: host.origin },
      bypassUser: options.bypassUser ?? true,
      variables: options.variables ?? [],
    }),
  );
  let sequenceId = 0;
  const send = async (message: DistributiveOmit<RequestMessage, "sequenceId">) => {
    const body = { message: { ...message, sequenceId: ++sequenceId } };
    return MessagesResponse.parse(await post(`/sessions/${started.sessionId}/messages`, body)).messages;
  };
  return {
    sessionId: started.sessionId,
    greeting: textOf(started.messages),
    say: (text) => send({ type: "Text", text }),
    approve: (confirm) => {
      const reply = confirm.type === "Confirm" ? confirm.confirm : [];
      return send({ type: "Reply", inReplyToMessageId: confirm.id, reply });
    },
    refuse: (confirm) => send({ type: "Cancel", inReplyToMessageId: confirm.id }),
  };
}

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

/** What the messages say, as one text. */
export function textOf(messages: readonly ResponseMessage[]): string {
  return messages.map((message) => ("message" in message ? message.message : "")).join("\n");
}
