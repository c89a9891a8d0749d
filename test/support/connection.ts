// A test of a connection as Setup's page asks for it, and what it told.
import type { ConnectionEvent } from "../../src/contract/setup-connect.ts";
import type { TestServer } from "./server.ts";

export interface ConnectionAsked {
  readonly app?: string;
  readonly agent?: string;
  readonly text?: string;
  /** What the client sends, where that is not what the app has. */
  readonly given?: Readonly<Record<string, string>>;
}

/** The app that is tested unless another is named. */
export const TESTED_APP = "Second_Client";

/** Every event of one test; throws where it was not begun. */
export async function testConnection(
  { operate }: Pick<TestServer, "operate">,
  asked: ConnectionAsked = {},
): Promise<ConnectionEvent[]> {
  const reply = await operate("/connect/test", { app: TESTED_APP, agent: "Desk", text: "Hello", ...asked });
  if (reply.status !== 200) throw new Error(await reply.text());
  const packets = (await reply.text()).split("\n\n").filter((packet) => packet.startsWith("event: item"));
  return packets.map((packet) => JSON.parse(/^data: (.*)$/m.exec(packet)![1]!) as ConnectionEvent);
}

export const failureIn = (events: readonly ConnectionEvent[]) => events.find((event) => event.kind === "failed");

/** An agent of this script with its first version active; its id. */
export async function activeAgent({ operate }: Pick<TestServer, "operate">, name: string, source: string) {
  const call = async <T>(path: string, body?: unknown) => {
    const reply = await operate(`/agents${path}`, body);
    if (reply.status !== 200) throw new Error(await reply.text());
    return (await reply.json()) as T;
  };
  const { id } = await call<{ id: string }>("", { developerName: name, source });
  const { hash } = await call<{ hash: string }>(`/${name}/versions/draft`);
  await call(`/${name}/commit`, { base: hash, message: null });
  await call(`/${name}/activate`, {});
  return id;
}
