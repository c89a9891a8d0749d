// The load on every server alike: clients that each send the next message when the last reply is whole.
import { manySockets, timedSay, type Wire } from "../load.ts";
import { median } from "../measure.ts";

const SECONDS = 5;
const WARM_UP = 64;

export interface Driven {
  readonly perSecond: number;
  /** Milliseconds to the first text, the median. */
  readonly firstChunk: number;
}

/** Drive a server with so many clients, each in a conversation of its own; throws when an answer is not whole. */
export async function drive(wire: Wire, clients: number): Promise<Driven> {
  const sockets = manySockets();
  try {
    const conversations = await Promise.all(Array.from({ length: clients }, () => wire.open(sockets)));
    for (let turn = 0; turn < Math.ceil(WARM_UP / clients); turn++) {
      await Promise.all(conversations.map((conversation) => timedSay(sockets, wire, conversation)));
    }
    const firsts: number[] = [];
    const began = performance.now();
    const until = began + SECONDS * 1000;
    await Promise.all(
      conversations.map(async (conversation) => {
        while (performance.now() < until) firsts.push((await timedSay(sockets, wire, conversation)).first);
      }),
    );
    return { perSecond: (firsts.length * 1000) / (performance.now() - began), firstChunk: median(firsts) };
  } finally {
    sockets.destroy();
  }
}
