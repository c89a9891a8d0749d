// When an authorization request began: carried on by the endpoint's own pages, sealed for one request in one browser.
import { type Field, fieldOf } from "../exchange/form.ts";
import { hashOf } from "../hash.ts";
import type { Identity, Org } from "../identity.ts";
import { writeParameters } from "./authorization.ts";

/** Name of the parameter in which it travels. */
const BEGAN = "began";

/** A request that has been on its pages for longer begins anew. */
const LONGEST_MS = 30 * 60_000;

/** The only place at which a beginning counts: elsewhere an older login would pass for one that the request led to. */
export interface Place {
  readonly org: Org;
  /** What only this browser knows: its cookie `asked`. */
  readonly browser: string;
}

/** A request whose beginning has been read. */
export interface Begun {
  /** The parameters without it. */
  readonly fields: readonly Field[];
  /** Epoch milliseconds. */
  readonly began: number;
  /** The parameters with it, for the pages to bring back. */
  readonly query: string;
}

/**
 * When a request began, by what it carries: now, unless the seal is right and not too old. A user or a site that writes
 * one itself, takes another request's, or made it in another browser, begins anew.
 */
export function readBeginning({ vault, now }: Identity, { org, browser }: Place, all: readonly Field[]): Begun {
  const fields = all.filter(([name]) => name !== BEGAN);
  const bound = `authorization ${org.id} ${digest(browser)} ${digest(writeParameters(fields))}`;
  const carried = fieldOf(all, BEGAN);
  const before = carried === undefined ? Number.NaN : openTime(vault, carried, bound);
  const began = now() - before < LONGEST_MS ? before : now();
  return { fields, began, query: writeParameters([...fields, [BEGAN, vault.seal(String(began), bound)]]) };
}

/** `NaN` where the seal is not right. */
function openTime(vault: Identity["vault"], sealed: string, bound: string): number {
  try {
    return Number(vault.open(sealed, bound));
  } catch {
    return Number.NaN;
  }
}

const digest = (text: string) => hashOf(text).toString("base64url");
