// Every experiment, in the order of the page.
import { clock } from "./clock.ts";
import { crowd } from "./crowd.ts";
import { database } from "./database.ts";
import { disk } from "./disk.ts";
import { drops } from "./drops.ts";
import type { Experiment } from "./experiment.ts";
import { killEmbedded, killNodes } from "./kill.ts";
import { model } from "./model.ts";
import { soak } from "./soak.ts";

export const experiments: readonly Experiment[] = [
  killEmbedded,
  killNodes,
  crowd,
  drops,
  database,
  disk,
  model,
  clock,
  soak,
];
