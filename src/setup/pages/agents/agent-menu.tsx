// What can be done with an agent from its row.
import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { AgentSummary } from "../../../contract/setup-agents.ts";
import { addresses } from "../../addresses.ts";
import { useMay, useTell } from "../../kit/ask.ts";
import { exportBundle } from "../../kit/export-bundle.ts";
import { Icon } from "../../kit/icon.tsx";
import { tellActive } from "../../kit/tell-active.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";

const failed = (error: Error) =>
  notifications.show({ color: "red", title: "This did not work", message: error.message });

export function AgentMenu({ agent }: { readonly agent: AgentSummary }) {
  const mayBuild = useMay("build_agents");
  const mayActivate = useMay("activate_agents");
  const [deleting, setDeleting] = useState(false);
  const activate = useTell("activate", ["agents", "agent"]);
  const deactivate = useTell("deactivate", ["agents", "agent"]);
  const clone = useTell("cloneVersion", ["agents", "agent"]);
  const navigate = useNavigate();
  const { id, active, latestVersion, activeVersion, draftVersion } = agent;
  const params = { agent: id };
  const from = activeVersion ?? latestVersion;
  const cloneVersion = async () => {
    await clone.mutateAsync({ params: { ...params, version: String(from) }, body: { base: null } });
    navigate({ to: addresses.agent(id) });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" aria-label={`What can be done with ${agent.label}`}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to={addresses.agent(id)}>
            Open in Builder
          </Menu.Item>
          {mayBuild && draftVersion === null && from !== null && (
            <Menu.Item onClick={() => cloneVersion().catch(failed)}>Clone Version</Menu.Item>
          )}
          {latestVersion !== null && (
            <Menu.Item onClick={() => exportBundle(agent, String(activeVersion ?? latestVersion)).catch(failed)}>
              Export bundle
            </Menu.Item>
          )}
          {mayActivate && active && (
            <Menu.Item onClick={() => deactivate.mutate({ params }, { onError: failed })}>Deactivate</Menu.Item>
          )}
          {mayActivate && !active && (draftVersion === null || draftVersion !== 1) && (
            <Menu.Item
              onClick={() =>
                activate.mutate({ params, body: {} }, { onError: failed, onSuccess: (reply) => tellActive(reply) })
              }
            >
              Activate the newest version
            </Menu.Item>
          )}
          {mayActivate && (
            <Menu.Item color="red" onClick={() => setDeleting(true)}>
              Delete…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {deleting && <DeleteDialog agent={agent} onClose={() => setDeleting(false)} />}
    </>
  );
}
