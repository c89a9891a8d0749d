// Calls the operator's API of the running server, by the endpoints of the contract.
import { resolve } from "node:path";
import type { SetupBody, SetupCall, SetupParams, SetupReply } from "../contract/setup.ts";
import { createSetupClient, SetupRefusal } from "../contract/setup-client.ts";
import { type Context, Failure, type Given, textOf } from "./command.ts";
import { startCalls } from "./invocation.ts";
import { operatorFile, readOperatorFile } from "./operator-file.ts";
import { readSettings } from "./settings.ts";

/** A running server, for its operator. */
export interface Operator {
  /** Where it listens on this machine. */
  readonly url: string;
  call<C extends SetupCall>(name: C, params: SetupParams<C>, body?: SetupBody<C>): Promise<SetupReply<C>>;
  /** What a row says, as it says it. Who stops reading hangs up. */
  stream<C extends SetupCall>(name: C, params: SetupParams<C>): AsyncGenerator<SetupReply<C>>;
}

/** The server of the data folder that flags and environment name. Throws a `Failure` when there is none. */
export async function findServer(context: Context, given: Given): Promise<Operator> {
  const { config } = readSettings(context, given);
  const data = resolve(context.cwd, config.data);
  const found = await readOperatorFile(data);
  if (!found) {
    throw new Failure(
      "no_server",
      `No server runs on the data folder ${data}. Start one with: ${startCalls(context.self)}. ` +
        "If yours has another data folder, name it: --data <folder>",
    );
  }
  return operatorOf(found.url, found.token, `${operatorFile(data)} names a server that`, textOf(given, "org"));
}

/** The option of every command that is about the records of one org. */
export const orgOption = ["--org <org>", "id, host or name of the org (that of the project)"] as const;

/** A server by its address and token. `who` begins the sentence for the case that nobody answers; `org` is asked about. */
export function operatorOf(url: string, token: string, who: string, org?: string): Operator {
  const client = createSetupClient({
    fetch,
    origin: url,
    headers: () => ({ authorization: `Bearer ${token}` }),
    ...(org !== undefined && { query: { org } }),
  });
  const tell = (error: Error): never => {
    if (error instanceof SetupRefusal) throw new Failure(error.error, error.message);
    if (error.name !== "TypeError") throw error;
    const why =
      error.cause instanceof Error && error.cause.message === "bad port"
        ? `cannot be called at ${url}: Node.js and browsers refuse this port. Start it on another`
        : `does not answer at ${url}. It was stopped, or is busy: start it again`;
    throw new Failure("no_server", `${who} ${why}`);
  };
  return {
    url,
    call: (name, params, body) => client.call(name, { params, ...(body !== undefined && { body }) }).catch(tell),
    stream: async function* (name, params) {
      try {
        yield* client.stream(name, { params });
      } catch (error) {
        tell(error as Error);
      }
    },
  };
}

/** A refusal in the server's own sentence. */
export function refusalOf(status: number, body: unknown): Failure {
  const { error, message } = (body ?? {}) as { error?: unknown; message?: unknown };
  const sentence = typeof message === "string" ? message : `The server answered with status ${status}`;
  return new Failure(typeof error === "string" ? error : "refused", sentence);
}
