// Durable turns of Dragoman and of its peers, in one run, with one fake model over HTTP.
import { randomUUID } from "node:crypto";
import { modelStub } from "../../test/support/model-stub.ts";
import { agentApi, call, text, type Wire } from "../load.ts";
import type { Bench, Figure } from "../measure.ts";
import { withPostgres } from "../postgres.ts";
import { serveChild } from "../serve-child.ts";
import { type Driven, drive } from "./drive.ts";
import { install } from "./install.ts";
import { startPeer } from "./start.ts";
import { type Peer, peers as table } from "./table.ts";

const MANY = 32;
const CHUNKS = Array.from({ length: 20 }, (_, at) => `piece ${at} `);

type Progress = (step: string) => void;

interface Measured {
  readonly one: Driven;
  readonly many: Driven;
}

const both = async (wire: Wire): Promise<Measured> => ({ one: await drive(wire, 1), many: await drive(wire, MANY) });

const wireOf = (peer: Peer, origin: string): Wire => ({
  open: async () => randomUUID(),
  say: async (sockets, conversation, message) => {
    const response = await call(sockets, origin, {
      path: peer.path,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(peer.body(conversation, message)),
    });
    if (response.statusCode !== 200) throw new Error(`it answered ${response.statusCode} ${await text(response)}`);
    return response;
  },
  text: peer.text,
  end: peer.end,
});

async function dragoman(env: Readonly<Record<string, string>>): Promise<Measured> {
  const child = await serveChild("server", env);
  try {
    return await both(agentApi(child.target));
  } finally {
    await child.stop();
  }
}

async function peerRun(peer: Peer, modelUrl: string, progress: Progress): Promise<Measured> {
  const server = await install(peer, progress);
  progress(peer.name);
  const running = await startPeer(server, modelUrl);
  try {
    return await both(wireOf(peer, running.origin));
  } finally {
    await running.stop();
  }
}

const figuresOf = (name: string, { one, many }: Measured): Figure[] => [
  { name: `${name}: first chunk p50, 1 client`, value: one.firstChunk, unit: "ms" },
  { name: `${name}: turns, ${MANY} clients`, value: many.perSecond, unit: "/s" },
];

async function measure(modelUrl: string, progress: Progress): Promise<Figure[]> {
  const figures: Figure[] = [];
  const rates: number[] = [];
  for (const peer of table) {
    try {
      const measured = await peerRun(peer, modelUrl, progress);
      rates.push(measured.many.perSecond);
      figures.push(...figuresOf(peer.name, measured));
    } catch (error) {
      const missing = (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
      figures.push({ name: peer.name, value: Number.NaN, unit: "/s", missing });
    }
  }
  const ours = {
    "Dragoman, embedded": () => dragoman({ MODEL_URL: modelUrl }),
    "Dragoman, PostgreSQL": () => withPostgres((url) => dragoman({ MODEL_URL: modelUrl, DATABASE_URL: url })),
  };
  for (const [name, run] of Object.entries(ours)) {
    progress(name);
    const measured = await run();
    const against = { name: `${name} / best peer, ${MANY} clients`, unit: "times", atLeast: 5 };
    figures.push(
      ...figuresOf(name, measured),
      rates.length > 0
        ? { ...against, value: measured.many.perSecond / Math.max(...rates) }
        : { ...against, value: Number.NaN, missing: "no peer ran" },
    );
  }
  return figures;
}

export const peers: Bench = {
  name: "peers",
  about:
    "durable turns of 20 chunks over HTTP beside peers that store the conversation; one fake model over HTTP for all",
  onlyNamed: true,
  run: async (progress) => {
    const stub = await modelStub([{ text: CHUNKS }]);
    try {
      return await measure(stub.url, progress);
    } finally {
      await stub.close();
    }
  },
};
