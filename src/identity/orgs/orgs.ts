// Orgs: the tenants that own every other record, each with its domain, its settings and the key that signs its tokens.
import type { z } from "zod";
import { mintId, normalizeId, prefixes } from "../../contract/ids.ts";
import { writeAudit } from "../../store/audit.ts";
import { keepSaid, lastSaid } from "../../store/declarations.ts";
import { findOrg, findOrgAt, insertOrg, lockOrgs, type OrgRow, updateOrg } from "../../store/orgs.ts";
import type { Db } from "../../store/schema.ts";
import type { Actor } from "../actor.ts";
import { ensurePlatformCli } from "../apps/platform-cli.ts";
import { changed, type Declared, differenceOf, inTransaction, Undeclarable, type View } from "../declare.ts";
import type { Identity } from "../identity.ts";
import { ensureSigningKey } from "../keys/keys.ts";
import { keptOf, weigh } from "../standing.ts";
import { type OrgSettings, settingsOf } from "./org-settings.ts";

export interface OrgDeclaration {
  readonly id?: string | undefined;
  readonly name: string;
  /** Host, and port where it is not the scheme's own, under which the org answers. Without one it answers elsewhere. */
  readonly myDomain?: string | undefined;
  /** The settings decided; the others keep their values. */
  readonly settings?: z.input<typeof OrgSettings> | undefined;
  readonly madeBy: string;
}

/**
 * Make sure the org exists under this name and has a signing key that this server can open. It is found by its id, else
 * by its domain; without either it is the oldest org that has no domain. Throws `Undeclarable`, or the vault's sentence
 * when the secret key is another one.
 */
export async function declareOrg(
  identity: Identity,
  org: OrgDeclaration,
  by: Actor = { actor: org.madeBy },
): Promise<Declared> {
  const wanted = org.id === undefined ? undefined : normalizeId(org.id, prefixes.org);
  const problems = [
    ...(org.id !== undefined && !wanted
      ? [`"${org.id}" is not an org id: it has 15 or 18 characters and begins with 00D`]
      : []),
    ...domainProblem(org.myDomain),
  ];
  if (problems.length > 0) throw new Undeclarable(problems);
  let switched = false;
  const declared = await inTransaction(identity, async (tx): Promise<Declared> => {
    await lockOrgs(tx);
    const found = wanted === undefined ? await findOrgAt(tx, org.myDomain) : await findOrg(tx, wanted);
    const id = found?.id ?? wanted ?? mintId(prefixes.org, identity.random);
    if (org.myDomain !== undefined) await refuseTakenDomain(tx, id, org.myDomain);
    // What nobody decided is not stored: it has the default of the version that reads it.
    const says = apart(org.name, org.settings ?? {});
    const said = by.repeats ? await lastSaid(tx, id) : undefined;
    const stands = found && by.repeats ? weigh(said, says, apart(found.name, settingsOf(found))) : says;
    const settings = merged(found?.settings ?? {}, asItStands(org.settings ?? {}, stands));
    if (by.repeats) await keepSaid(tx, id, id, says);
    const after: OrgRow = {
      id,
      name: String(stands.name),
      myDomain: org.myDomain ?? found?.myDomain ?? null,
      settings,
    };
    if (!found) {
      await insertOrg(tx, after, new Date(identity.now()));
      await writeAudit(tx, { orgId: id, ...by, action: "org.make", subject: id, after: viewOf(after) });
      return { id, change: "made", what: [] };
    }
    switched = settingsOf(found).platformCli !== settingsOf(after).platformCli;
    const { what, ...sides } = differenceOf(viewOf(found), viewOf(after));
    if (what.length > 0) {
      await updateOrg(tx, after);
      await writeAudit(tx, { orgId: id, ...by, action: "org.change", subject: id, ...sides });
    }
    const heard = Object.fromEntries(Object.keys(says).map((field) => [field, stands[field]]));
    return changed(id, what, keptOf(says, heard));
  });
  await ensureSigningKey(identity.db, identity.vault, declared.id, identity.now());
  await ensurePlatformCli(identity, declared.id, switched);
  identity.records.forget();
  return declared;
}

/** The settings there are with those that are decided. Of the group `login` each is decided for itself. */
function merged(stored: OrgRow["settings"], given: z.input<typeof OrgSettings>): OrgRow["settings"] {
  const login = { ...(stored.login as OrgSettings["login"] | undefined), ...decided(given.login ?? {}) };
  return { ...stored, ...decided(given), ...(Object.keys(login).length > 0 && { login }) };
}

/** Name and settings side by side, also those of the group `login`: each is weighed for itself. */
function apart(name: string, { login, ...settings }: z.input<typeof OrgSettings>): View {
  return { name, ...decided(settings), ...decided(login ?? {}) };
}

/** What a declaration decides, each with the value that is to stand. */
function asItStands({ login, ...settings }: z.input<typeof OrgSettings>, stands: View): z.input<typeof OrgSettings> {
  const standing = (part: object) =>
    Object.fromEntries(Object.keys(decided(part)).map((field) => [field, stands[field]]));
  return { ...standing(settings), ...(login && { login: standing(login) }) };
}

const decided = (settings: object) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

const viewOf = (org: OrgRow): View => ({ name: org.name, myDomain: org.myDomain, ...settingsOf(org) });

/** What is wrong with a domain; compared as clients write it, so it must be written as URLs do. */
export function domainProblem(domain: string | undefined): string[] {
  if (domain === undefined || (URL.parse(`https://${domain}`)?.host === domain && /^[a-z0-9.:-]+$/.test(domain)))
    return [];
  return [
    `"${domain}" is not a domain: write a host in lower case, such as sales.agents.example.com, with a port if it has one`,
  ];
}

async function refuseTakenDomain(tx: Db, id: string, domain: string): Promise<void> {
  const holder = await findOrgAt(tx, domain);
  if (holder && holder.id !== id) {
    throw new Undeclarable([
      `The domain ${domain} is that of the org ${holder.name} (${holder.id}): give each org its own`,
    ]);
  }
}
