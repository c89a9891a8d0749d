// Tells that a version is active, and which of its actions will fail because their targets lead nowhere.
import { notifications } from "@mantine/notifications";
import type { ActivationReply } from "../../contract/setup-agents.ts";
import { TargetCures } from "./unresolved-targets.tsx";

/** A notification has a limited height. */
const NAMED = 1;

/** A reply without a warning goes by itself; one with a warning stays until it is closed. */
export function tellActive({ version, unresolved }: ActivationReply, said = "is active: new sessions get it"): void {
  const title = `Version ${version} ${said}.`;
  if (unresolved.length === 0) return void notifications.show({ message: title });
  notifications.show({
    color: "orange",
    autoClose: false,
    title,
    message: <TargetCures targets={unresolved} most={NAMED} />,
  });
}
