// What an open stream costs: 2,000 streams, each a running turn that says a piece every ten seconds.
import { setTimeout as pause } from "node:timers/promises";
import { manySockets, openSession, streamTurn } from "./load.ts";
import type { Bench } from "./measure.ts";
import { serveChild } from "./serve-child.ts";

const STREAMS = 2000;

export const streams: Bench = {
  name: "streams",
  about: "2,000 streams open at once, each in the middle of a turn; the floor is the same server with none",
  run: async (progress) => {
    const child = await serveChild("server", {});
    const sockets = manySockets();
    try {
      progress("sessions");
      const sessions: string[] = [];
      while (sessions.length < STREAMS) {
        sessions.push(...(await Promise.all(Array.from({ length: 50 }, () => openSession(sockets, child.target)))));
      }
      // One stream opened and closed first, so that the floor has every code path in memory.
      (await streamTurn(sockets, child.target, sessions.pop()!, "Warm up")).resume();
      await pause(500);
      const before = await child.memory();

      progress("streams");
      let events = 0;
      const began = performance.now();
      for (let at = 0; at < sessions.length; at += 50) {
        const open = await Promise.all(
          sessions.slice(at, at + 50).map((session) => streamTurn(sockets, child.target, session, "slowly, please")),
        );
        for (const stream of open)
          stream.on("data", (part: Buffer) => (events += part.toString().split("event: ").length - 1));
      }
      const opening = performance.now() - began;
      await pause(12_000);
      const after = await child.memory();
      return [
        { name: "open streams", value: sessions.length, unit: "" },
        { name: "memory for each", value: (after.live - before.live) / 1024 / sessions.length, unit: "kB", atMost: 40 },
        { name: "live memory without streams (floor)", value: before.live / 2 ** 20, unit: "MB" },
        { name: "resident memory without streams", value: before.resident / 2 ** 20, unit: "MB" },
        { name: "resident memory with all of them", value: after.resident / 2 ** 20, unit: "MB" },
        { name: "time to open all", value: opening / 1000, unit: "s" },
        { name: "chunks delivered meanwhile", value: events, unit: "" },
      ];
    } finally {
      sockets.destroy();
      await child.stop();
    }
  },
};
