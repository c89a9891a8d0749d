// A page for those who have the right it takes; the others are told what it is for.
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Right } from "../../contract/setup-endpoint.ts";
import { useMe } from "../kit/ask.ts";
import { PageFrame } from "../kit/page-frame.tsx";

/** What somebody who has a right may do, in words. */
const deeds: Readonly<Record<Right, string>> = {
  see: "look at Setup",
  see_secrets: "see secrets",
  see_audit: "see who logged in and who changed what",
  build_agents: "build agents and try them",
  activate_agents: "activate agents",
  manage_apps: "change external client apps",
  manage_users: "change users and permission sets",
  manage_org: "change the settings of the org",
  manage_keys: "change signing keys",
  operate: "operate the server",
};

export function Allowed({
  label,
  right,
  children,
}: {
  readonly label: string;
  readonly right: Right;
  readonly children: ReactNode;
}) {
  const { data: me } = useMe();
  if (!me) return null;
  if (me.rights.includes(right)) return children;
  return (
    <PageFrame title={label}>
      <Text>
        This page is for those who may {deeds[right]}, and your role, {me.user.role}, may not. An administrator can give
        you another role under Users.
      </Text>
    </PageFrame>
  );
}
