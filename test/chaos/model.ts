// The model misbehaves in every way that models do: each turn ends in its time, with an answer or an error.

import type { StubReply } from "../support/model-stub.ts";
import { startPostgres } from "../support/postgres.ts";
import { type Experiment, measured } from "./experiment.ts";
import { pass, underLoad } from "./load.ts";
import { openNodes } from "./nodes.ts";
import { type Checks, doneBy, failed, lookAt, onServer, seenBy, turnChecks } from "./promises.ts";
import { openWorld } from "./till-project.ts";

const CLIENTS = 16;
const PACE_MS = 15;
const SECONDS = 600;

const MODEL_TIMEOUT_S = 2;
const TURN_TIMEOUT_S = 5;

/** Milliseconds that a busy machine may take beyond what a turn may. */
const LATE_MS = 3_000;

/** Share of the turns that are spoilt, and of the replies in those. */
const TURNS = 0.5;
const REPLIES = 0.75;

/** What becomes of a reply. */
const moods: Readonly<Record<string, (reply: StubReply) => StubReply>> = {
  "never answered": () => ({ hang: true }),
  "answered too late": (reply) => ({ ...reply, delayMs: MODEL_TIMEOUT_S * 1000 + 500 }),
  "slow between its words": (reply) => ({ ...reply, gapMs: 250 }),
  "too slow between its words": (reply) => ({ ...reply, gapMs: 1_000 }),
  "cut in the middle of a word": (reply) => ({ ...reply, cutAfter: Math.floor(Math.random() * 4) }),
  "ended without saying so": (reply) => ({ ...reply, unfinished: true }),
  "in pieces that split its characters": (reply) => ({ ...reply, bytes: 7 }),
  "answered with nothing": () => ({ text: "" }),
  "answered with noise": () => ({ body: `data: {"choices":[{"delta":{"content":${"\u0000\ufffd[".repeat(50)}\n\n` }),
  "answered with a page of HTML": () => ({ body: "<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>" }),
  "called an action with broken arguments": () => ({ calls: [{ name: "charge", arguments: '{"note": "' }] }),
  "called an action that there is not": () => ({ calls: [{ name: "refund_everybody", arguments: {} }] }),
  "failed with 500": () => ({ status: 500, text: "overloaded" }),
  "failed with 429": () => ({ status: 429, text: "slow down" }),
};

/** The same number for every reply of a turn, from 0 to 1: notes are random. */
const fateOf = (note: string) => Number.parseInt(note.slice(0, 6), 16) / 2 ** 24;

const checks: Checks = {
  "turns with neither an answer nor an error": (talkers) =>
    seenBy(talkers).filter((seen) => !failed(seen) && seen.answers.join("") === "").length,
  "turns that took longer than they may": (talkers) =>
    seenBy(talkers).filter(({ tookMs }) => tookMs > TURN_TIMEOUT_S * 1000 + LATE_MS).length,
  "screens that show what the answer is not": (talkers) =>
    seenBy(talkers).filter((seen) => !failed(seen) && seen.text !== seen.answers.join("")).length,
  ...turnChecks,
};

export const model: Experiment = {
  name: "model",
  about: `in half of the turns the model's replies come late, broken, as junk or not at all, again and again, while sixteen clients of two servers talk; a turn may take ${TURN_TIMEOUT_S} s`,
  promises: Object.keys(checks),
  run: async ({ closers, size, progress }) => {
    const spoilt = new Map(Object.keys(moods).map((mood) => [mood, 0]));
    const world = await openWorld(closers, PACE_MS, (reply, note) => {
      const fate = fateOf(note);
      if (fate >= TURNS || Math.random() >= REPLIES) return reply;
      const [mood, spoil] = Object.entries(moods)[Math.floor((fate / TURNS) * spoilt.size)]!;
      spoilt.set(mood, spoilt.get(mood)! + 1);
      return spoil(reply);
    });
    const { url } = closers.add(await startPostgres(), (each) => each.stop());
    const limits = {
      DRAGOMAN_MODEL_TIMEOUT_S: String(MODEL_TIMEOUT_S),
      DRAGOMAN_TURN_TIMEOUT_S: String(TURN_TIMEOUT_S),
    };
    const nodes = await openNodes(closers, world, url, [limits, limits]);
    const doors = nodes.map(({ door }) => door);
    const talkers = await underLoad(doors, nodes[0]!.agent, { clients: CLIENTS }, () => pass(SECONDS * size, progress));
    await Promise.all(nodes.map((node) => node.stop()));
    return {
      breaches: await onServer(url, (database) => lookAt(world, talkers, database, checks)),
      measured: [
        ...doneBy(world, talkers),
        measured("turns that ended in an error", seenBy(talkers).filter(failed).length),
        ...[...spoilt].map(([mood, times]) => measured(`replies ${mood}`, times)),
      ],
    };
  },
};
