// A typed client of Setup's API: a call is a name of the table, its parts have the types of its row.

import type { SetupReply } from "./setup.ts";
import {
  SETUP_PATH,
  type SetupBody,
  type SetupCall,
  type SetupParams,
  type SetupQuery,
  setupEndpoints,
} from "./setup.ts";
import type { Endpoint } from "./setup-endpoint.ts";

/** The parts of a call; those its row does not have are left out. */
export interface Parts<C extends SetupCall> {
  readonly params?: SetupParams<C>;
  readonly query?: Partial<SetupQuery<C>>;
  readonly body?: SetupBody<C>;
  readonly signal?: AbortSignal;
}

export interface SetupClientPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Origin of the server; "" for the page's own. */
  readonly origin: string;
  /** Sent with every request: what says who calls. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Added to every query, such as the org that an operator asks about. */
  readonly query?: Readonly<Record<string, string>>;
}

/** A refusal of the server: its status, the name of the problem, and a sentence to show. */
export class SetupRefusal extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, body: unknown) {
    const { error, message } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    super(typeof message === "string" ? message : `The server answered with status ${status}`);
    this.name = "SetupRefusal";
    this.status = status;
    this.error = typeof error === "string" ? error : "refused";
  }
}

export interface SetupClient {
  /** One reply, parsed. Throws `SetupRefusal`, or what `fetch` throws when nobody answers. */
  call<C extends SetupCall>(name: C, parts?: Parts<C>): Promise<SetupReply<C>>;
  /** The events of a stream as they come. Throws as `call` does, and when the stream tells of a problem. */
  stream<C extends SetupCall>(name: C, parts?: Parts<C>): AsyncGenerator<SetupReply<C>>;
}

export function createSetupClient({ fetch, origin, headers, query: always = {} }: SetupClientPorts): SetupClient {
  const send = async <C extends SetupCall>(name: C, { params, query, body, signal }: Parts<C>): Promise<Response> => {
    const endpoint: Endpoint = setupEndpoints[name];
    const named: Readonly<Record<string, string>> = params ?? {};
    const path = endpoint.path.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(named[part] ?? ""));
    const asked = Object.entries({ ...always, ...query }).filter(([, value]) => value !== undefined && value !== "");
    const search = new URLSearchParams(asked.map(([key, value]): [string, string] => [key, String(value)])).toString();
    const response = await fetch(`${origin}${SETUP_PATH}${path}${search && `?${search}`}`, {
      method: endpoint.method,
      headers: { ...headers(), ...(endpoint.body && { "content-type": "application/json" }) },
      ...(endpoint.body && { body: JSON.stringify(body ?? {}) }),
      ...(signal && { signal }),
    });
    if (response.ok) return response;
    throw new SetupRefusal(response.status, await response.json().catch(() => undefined));
  };

  return {
    async call(name, parts = {}) {
      const response = await send(name, parts);
      return setupEndpoints[name].reply.parse(await response.json()) as SetupReply<typeof name>;
    },
    async *stream(name, parts = {}) {
      const { body } = await send(name, parts);
      if (!body) return;
      for await (const { event, data } of eventsIn(body)) {
        const value: unknown = JSON.parse(data);
        if (event === "problem") throw new SetupRefusal(500, value);
        yield setupEndpoints[name].reply.parse(value) as SetupReply<typeof name>;
      }
    },
  };
}

/** Server-sent events in the form in which this server writes them: `event`, `id` and one line of `data`. */
async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<{ event: string; data: string }> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
        yield { event: field("event"), data: field("data") };
      }
    }
  } finally {
    await reader.cancel();
  }
}
