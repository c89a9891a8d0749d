// Consent: whether a user has allowed an app these scopes, is to be asked, or has just answered.
import { findApproval, saveApproval } from "../../store/approvals.ts";
import { writeAudit } from "../../store/audit.ts";
import type { Identity } from "../identity.ts";
import { permittedBy } from "../people/permits.ts";
import { type Authorization, known } from "./authorization.ts";

/**
 * "given": the admin has answered for the user, the user has allowed all of these scopes before, or allows them now,
 * which is remembered. "ask": the user is to be asked, also when one scope is new.
 */
export async function askConsent(
  authorization: Authorization,
  identity: Identity,
  { asksAlways }: { readonly asksAlways: boolean },
): Promise<"given" | "denied" | "ask"> {
  const { choice, scopes, request } = authorization;
  const { member, orgId } = known(authorization, "session");
  const client = known(authorization, "client");
  if (choice === "deny") return "denied";
  if ((await permittedBy(identity, client, member.id)) === "pre_authorized") return "given";
  const { db, now } = identity;
  const approved = await findApproval(db, client.appId, member.id);
  const isNew = scopes.some((scope) => !approved.includes(scope));
  if (choice === "allow") {
    if (isNew) {
      const all = [...new Set([...approved, ...scopes])];
      const approval = { appId: client.appId, memberId: member.id, orgId };
      const { address } = request.visitor;
      await db.transaction().execute(async (tx) => {
        await saveApproval(tx, approval, all, new Date(now()));
        const change = { before: { scopes: approved }, after: { scopes: all } };
        await writeAudit(tx, {
          orgId,
          actor: member.id,
          address,
          action: "app.approve",
          subject: client.appId,
          ...change,
        });
      });
    }
    return "given";
  }
  return asksAlways || isNew ? "ask" : "given";
}
