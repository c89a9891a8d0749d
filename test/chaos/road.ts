// A road to a server that can be cut, fall silent, or slow down.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** `open`: all passes. `silent`: nothing does, and nobody is told. `slow`: everything comes late. `cut`: connections break. */
export type RoadState = "open" | "silent" | "slow" | "cut";

export interface Road {
  /** Where to knock instead, on 127.0.0.1. */
  readonly port: number;
  become(state: RoadState): void;
  close(): Promise<void>;
}

/** Milliseconds that each piece waits on a slow road. */
const SLOW_MS = 100;

/** Milliseconds between looks whether a silent road is open again. */
const LOOK_MS = 20;

/** Open a road. What is on the way when it falls silent is not lost: it arrives later, in order. */
export async function openRoad(to: { readonly host: string; readonly port: number }): Promise<Road> {
  let state: RoadState = "open";
  const sockets = new Set<Socket>();

  const pass = async (from: Socket, into: Socket) => {
    try {
      for await (const piece of from) {
        while (state === "silent" && !into.destroyed) await sleep(LOOK_MS);
        if (state === "slow") await sleep(SLOW_MS);
        if (!into.write(piece as Buffer)) await Promise.race([once(into, "drain"), once(into, "close")]);
      }
    } catch {
      // One end broke the connection: so does the other.
    } finally {
      into.destroy();
    }
  };
  const server = createServer((near) => {
    if (state === "cut") return near.destroy();
    const far = connect(to);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket
        .setNoDelay(true)
        .on("error", () => {})
        .on("close", () => sockets.delete(socket));
      void pass(socket, other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    become: (next) => {
      state = next;
      if (state === "cut") breakAll();
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      breakAll();
      await closed;
    },
  };
}
