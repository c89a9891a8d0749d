// Who may not be shut out at a page: oneself, and the last administrator of an org.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openIdentity, type TestIdentity } from "../../../test/support/identity.ts";
import { operator } from "../actor.ts";
import { declareMember, findUser, setMemberActive } from "./members.ts";

let room: TestIdentity;
let ada: string;
let bob: string;
beforeAll(async () => {
  room = await openIdentity();
  ada = await admin("ada@org.example.test");
  bob = await admin("bob@org.example.test");
});
afterAll(() => room.close());

const record = (username: string) => ({ username, name: "A person", kind: "standard", madeBy: "operator" }) as const;

async function admin(username: string): Promise<string> {
  const { identity, orgId } = room;
  return (await declareMember(identity, orgId, { ...record(username), role: "admin" }, operator)).id;
}

/** `by` makes Bob a viewer. */
const demoteBob = (by: string) =>
  declareMember(room.identity, room.orgId, { ...record("bob@org.example.test"), role: "viewer" }, { actor: by });

describe("an administrator at a page", () => {
  test("does not change their own role, and does not deactivate themselves", async () => {
    await expect(demoteBob(bob)).rejects.toThrow("You cannot change your own role or kind, or deactivate yourself");
    await expect(setMemberActive(room.identity, room.orgId, ada, false, { actor: ada })).rejects.toThrow("yourself");
    expect((await findUser(room.identity.db, room.orgId, bob))?.role).toBe("admin");
  });

  test("changes their own name", async () => {
    const renamed = { ...record("ada@org.example.test"), name: "Ada", role: "admin" } as const;
    await expect(declareMember(room.identity, room.orgId, renamed, { actor: ada })).resolves.toMatchObject({
      change: "changed",
    });
  });

  test("of two who demote each other at once, one remains", async () => {
    await setMemberActive(room.identity, room.orgId, ada, false, { actor: bob });
    await expect(demoteBob(ada)).rejects.toThrow("bob@org.example.test is the last administrator of the org");
  });

  test("is deactivated by the operator, who can make another one at any time", async () => {
    await expect(setMemberActive(room.identity, room.orgId, bob, false, operator)).resolves.toMatchObject({
      change: "changed",
    });
  });
});
