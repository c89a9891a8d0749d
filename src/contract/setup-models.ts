// The part of Setup's API about language models: which one answers and why, keys of providers, and whether one answers.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";

/** A value that a provider is opened with. */
export const ModelKey = z.object({
  name: z.string().describe("The environment variable it stands for"),
  /** A name, such as a region, is no secret. */
  secret: z.boolean(),
  from: z.enum(["environment", "setup"]).nullable().describe("Where it comes from; null where it is missing"),
  entered: z
    .object({
      endsWith: z.string().nullable().describe("The last four characters, for whoever may change it; null for others"),
      changedAt: z.iso.datetime(),
      changedBy: z.string(),
    })
    .nullable()
    .describe("What was entered in Setup, used or not"),
});
export type ModelKey = z.infer<typeof ModelKey>;

export const ModelProvider = z.object({
  name: z.string(),
  ready: z.boolean().describe("Whether it has all it needs"),
  /** The model taken when only the provider is named. */
  defaultModel: z.string().nullable(),
  /** Sets of keys, any one of which is enough. */
  needs: z.array(z.array(z.string())),
  keys: z.array(ModelKey),
});
export type ModelProvider = z.infer<typeof ModelProvider>;

export const ModelReport = z.object({
  standing: z.object({ id: z.string(), why: z.string() }).describe("The default model"),
  /** Who decides on the default model before Setup does. */
  decidedBy: z.enum(["environment", "project"]).nullable(),
  chosen: z.string().nullable().describe("What was chosen in Setup"),
  /** Whether keys and the default model are kept at this org: the models of a server are those of all its orgs. */
  kept: z.boolean(),
  named: z.array(
    z.object({ name: z.string(), setting: z.string(), problem: z.string().nullable() }).describe("An entry of models:"),
  ),
  /** What scripts of active agents ask for. */
  asked: z.array(
    z.object({
      uri: z.string(),
      id: z.string().describe("Who answers"),
      instead: z.string().nullable().describe("Why it is another one"),
      agents: z.array(z.object({ id: z.string(), label: z.string(), subagents: z.array(z.string()) })),
    }),
  ),
  providers: z.array(ModelProvider),
});
export type ModelReport = z.infer<typeof ModelReport>;

export const TriedModel = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), id: z.string(), firstMs: z.number(), ms: z.number() }),
  z.object({ ok: z.literal(false), why: z.string() }),
]);
export type TriedModel = z.infer<typeof TriedModel>;

const setting = z.string().trim().min(1).max(200);

export const modelEndpoints = {
  models: { method: "GET", path: "/models", right: "see", reply: ModelReport },
  setModelKey: {
    method: "POST",
    path: "/models/keys/:name",
    right: "manage_org",
    proof: true,
    body: z.strictObject({ value: z.string().trim().max(4_000) }),
    reply: z.object({}),
  },
  deleteModelKey: {
    method: "POST",
    path: "/models/keys/:name/delete",
    right: "manage_org",
    proof: true,
    reply: z.object({}),
  },
  /** The default model, as `provider:name`; null leaves it to the keys there are. */
  chooseModel: {
    method: "POST",
    path: "/models/default",
    right: "manage_org",
    body: z.strictObject({ model: setting.nullable() }),
    reply: z.object({}),
  },
  /** A real call: one short request. Without `model`, to the default one. */
  tryModel: {
    method: "POST",
    path: "/models/try",
    right: "manage_org",
    body: z.strictObject({ model: setting.optional() }),
    reply: TriedModel,
  },
} as const satisfies Endpoints;
