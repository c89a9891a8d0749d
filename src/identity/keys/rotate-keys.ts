// The keys of an org as an operator sees them: which one signs, which is next, and what seals the secrets.
import { listKeyTimes } from "../../store/signing-keys.ts";
import type { Actor } from "../actor.ts";
import type { Identity } from "../identity.ts";
import { AHEAD_MS, rotateKey } from "./keys.ts";
import { sealedCounts } from "./reseal.ts";

export interface KeyView {
  readonly kid: string;
  readonly signsFrom: Date;
  readonly retiredAt: Date | null;
  /** Whether tokens are signed with it now. */
  readonly signs: boolean;
}

export interface KeysView {
  readonly signing: readonly KeyView[];
  /** Id of the key that seals secrets here. */
  readonly secretKey: string;
  /** How many secrets each key has sealed. */
  readonly sealed: Readonly<Record<string, number>>;
}

/** The signing keys of an org, and the keys that seal secrets. */
export async function viewKeys(identity: Identity, orgId: string): Promise<KeysView> {
  const { db, now, vault } = identity;
  const at = now();
  const keys = await listKeyTimes(db, orgId);
  const current = keys.find(
    ({ signsFrom, retiredAt }) => signsFrom.getTime() <= at && (retiredAt === null || retiredAt.getTime() > at),
  );
  return {
    signing: keys.map((key) => ({ ...key, signs: key === current })),
    secretKey: vault.keyId,
    sealed: await sealedCounts(identity),
  };
}

/** Publish the next signing key. It signs after a day, when everybody who keeps a copy of the keys has it, or now. */
export async function rotateSigningKey(
  identity: Identity,
  orgId: string,
  when: "after_a_day" | "now",
  by: Actor,
): Promise<{ readonly kid: string; readonly signsFrom: Date }> {
  const signsFrom = new Date(identity.now() + (when === "now" ? 0 : AHEAD_MS));
  return { kid: await rotateKey(identity, orgId, signsFrom, by), signsFrom };
}
