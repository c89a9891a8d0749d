// What a person can do with the versions of an agent besides writing: clone, activate, deactivate, discard, export.
import { notifications } from "@mantine/notifications";
import type { AgentDetail, AgentVersion } from "../../../contract/setup-agents.ts";
import { useMay, useTell } from "../../kit/ask.ts";
import { exportBundle } from "../../kit/export-bundle.ts";
import { tellActive } from "../../kit/tell-active.tsx";

const failed = (error: Error) =>
  notifications.show({ color: "red", title: "This did not work", message: error.message });

export function useDeeds(agent: AgentDetail) {
  const mayBuild = useMay("build_agents");
  const mayActivate = useMay("activate_agents");
  const activating = useTell("activate", ["agent", "agents"]);
  const deactivating = useTell("deactivate", ["agent", "agents"]);
  const cloning = useTell("cloneVersion", ["agent", "agents", "agentVersion"]);
  const discarding = useTell("discardDraft", ["agent", "agents"]);
  const params = { agent: agent.id };
  return {
    mayBuild,
    mayActivate,
    activate: async (version: AgentVersion) => {
      try {
        tellActive(await activating.mutateAsync({ params, body: { version: version.number } }));
      } catch (error) {
        failed(error as Error);
      }
    },
    deactivate: async () => {
      try {
        await deactivating.mutateAsync({ params });
        notifications.show({ message: `${agent.label} is inactive: no new session begins with it.` });
      } catch (error) {
        failed(error as Error);
      }
    },
    /** True when it was done. */
    clone: async (version: AgentVersion, base: string | null): Promise<boolean> => {
      try {
        await cloning.mutateAsync({ params: { ...params, version: version.id }, body: { base } });
        notifications.show({ message: `The draft has the text of version ${version.number} now.` });
        return true;
      } catch (error) {
        failed(error as Error);
        return false;
      }
    },
    discard: async (base: string | null): Promise<boolean> => {
      try {
        await discarding.mutateAsync({ params, body: { base } });
        return true;
      } catch (error) {
        failed(error as Error);
        return false;
      }
    },
    export: (version: string) => exportBundle(agent, version).catch(failed),
  };
}
