// What Setup keeps of the server's models, opened for use and remembered for a second.
import type { Identity } from "../identity/identity.ts";
import { remember } from "../identity/memory.ts";
import type { Kept } from "../models/choose.ts";
import { findModelChoice, listModelKeys } from "../store/model-keys.ts";

/** Another server's change is seen within this time; this server's at once. */
const KEPT_MS = 1000;

export interface KeptModels {
  /** Throws the vault's sentence where a key cannot be opened. */
  readonly read: () => Promise<Kept>;
  /** Called after a change of our own. */
  readonly forget: () => void;
}

export function keptModels({ db, vault, now }: Pick<Identity, "db" | "vault" | "now">): KeptModels {
  const memory = remember(
    async () => {
      const [rows, chosen] = await Promise.all([listModelKeys(db), findModelChoice(db)]);
      return {
        keys: Object.fromEntries(rows.map(({ name, sealed }) => [name, vault.open(sealed, name)])),
        ...(chosen !== undefined && { chosen }),
        // A value that is sealed is never sealed to the same text twice.
        revision: JSON.stringify([chosen ?? null, ...rows.map(({ sealed }) => sealed)]),
      };
    },
    { forMs: KEPT_MS, limit: 1, now },
  );
  return { read: () => memory.get("all"), forget: memory.forget };
}
