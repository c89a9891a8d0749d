// What an attack is: something tried against a running server, and whether it got through.
import type { Signer } from "../../support/assertions.ts";
import type { Page } from "../../support/browser.ts";
import type { Answer, TestOrg, TestOrgs } from "../../support/orgs.ts";

/** The orgs attacked: what is tried with the means of the one is tried at the other, too. */
export interface Field {
  readonly orgs: TestOrgs;
  readonly mine: TestOrg;
  readonly theirs: TestOrg;
  readonly signer: Signer;
  /** An agent of each org, by the org's host. */
  readonly agents: ReadonlyMap<string, string>;
}

export interface Attack {
  readonly what: string;
  /** Try it. Says how it got through; nothing when it was refused. */
  readonly attempt: () => Promise<string | undefined>;
  /** How many requests or forgeries it is. */
  readonly count: number;
}

/** Attacks of one kind. */
export type Family = (field: Field) => Promise<readonly Attack[]>;

export const attack = (what: string, attempt: Attack["attempt"], count = 1): Attack => ({ what, attempt, count });

/** A request that must be refused: with a status of the client's fault, and without a token. */
export const mustRefuse = (what: string, send: () => Promise<Answer>): Attack =>
  attack(what, async () => {
    const { status, text } = await send();
    return status < 400 || status >= 500 || /"access_token"/.test(text) ? `${status} ${text}` : undefined;
  });

/** A request of a browser that must lead to no code: a page that refuses, or an error at the callback URL. */
export const mustGiveNoCode = (what: string, send: () => Promise<Page>): Attack =>
  attack(what, async () => {
    const { status, left, html } = await send();
    return status >= 500 || /[?&#]code=/.test(left ?? "") ? `${status} ${left ?? html}` : undefined;
  });

/** What is right must work before it says anything that the wrong is refused. */
export function mustWork({ status, text }: Answer): void {
  if (status !== 200)
    throw new Error(`What is right is refused, so that nothing here shows anything: ${status} ${text}`);
}
