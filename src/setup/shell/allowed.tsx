// A page for those who have the right it takes; the others are told which one it is.
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Right } from "../../contract/setup-endpoint.ts";
import { useMe } from "../kit/ask.ts";
import { PageFrame } from "../kit/page-frame.tsx";

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
        Your role, {me.user.role}, does not have the right <code>{right}</code> that this page takes. An administrator
        can give you another role under Users.
      </Text>
    </PageFrame>
  );
}
