// What needs attention: each matter in a sentence, with the link that leads to its cure.
import { Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Right } from "../../../contract/setup-endpoint.ts";
import type { HomeReport, Matter, MatterKind } from "../../../contract/setup-home.ts";
import { addresses } from "../../addresses.ts";
import { useMe } from "../../kit/ask.ts";
import { Card } from "../../kit/card.tsx";

interface Cure {
  readonly label: string;
  /** What the cure takes, and what the link is called for those who may only look. */
  readonly takes?: { readonly right: Right; readonly else: string };
  readonly to: (key: string) => string;
}

/** What leads to the cure of each kind of matter; what is cured outside Setup has its cure in its sentence. */
const cures: Readonly<Partial<Record<MatterKind, Cure>>> = {
  unresolved_action: { label: "Open the agent", to: addresses.agent },
  failed_turns: { label: "Look at its sessions", to: addresses.sessions },
  no_model: { label: "Set up a model", takes: { right: "manage_org", else: "See the models" }, to: addresses.models },
  app_notice: { label: "Open the app", to: addresses.app },
  no_run_as: { label: "Set Run As", takes: { right: "manage_apps", else: "Open the app" }, to: addresses.app },
  locked_user: {
    label: "Unlock the user",
    takes: { right: "manage_users", else: "Open the user" },
    to: addresses.user,
  },
  old_signing_key: {
    label: "Rotate the key",
    takes: { right: "manage_keys", else: "See the keys" },
    to: addresses.keys,
  },
  old_secret_key: { label: "See the keys", to: addresses.keys },
};

const severities: Readonly<Record<Matter["severity"], { readonly label: string; readonly color: string }>> = {
  error: { label: "Error", color: "red" },
  warning: { label: "Warning", color: "orange" },
  info: { label: "Note", color: "gray" },
};

const order: readonly Matter["severity"][] = ["error", "warning", "info"];

export function Matters({ matters }: { readonly matters: HomeReport["matters"] }) {
  const sorted = [...matters].sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
  return (
    <Card title="Needs attention">
      {sorted.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing does. Actions that lead nowhere, agents that fail, apps without a user to run as and locked users
          would be named here.
        </Text>
      )}
      <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: "none" }}>
        {sorted.map((matter) => (
          <li key={`${matter.kind} ${matter.key} ${matter.sentence}`}>
            <Group gap="sm" align="flex-start" wrap="nowrap">
              <Badge
                variant="light"
                color={severities[matter.severity].color}
                radius="sm"
                flex="none"
                miw="5.5rem"
                tt="none"
              >
                {severities[matter.severity].label}
              </Badge>
              <div>
                <Text size="sm">{matter.sentence}</Text>
                <CureLink matter={matter} />
              </div>
            </Group>
          </li>
        ))}
      </Stack>
    </Card>
  );
}

function CureLink({ matter: { kind, key } }: { readonly matter: Matter }) {
  const { data: me } = useMe();
  const cure = cures[kind];
  if (!cure) return null;
  const { label, takes, to } = cure;
  return (
    <Anchor component={Link} to={to(key)} size="sm">
      {takes && !me?.rights.includes(takes.right) ? takes.else : label}
    </Anchor>
  );
}
