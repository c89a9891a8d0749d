// What is left to do before a client can get a token as a new app: ticked as the app's record says it is done.
import { Anchor, Group, List, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AppDetail } from "../../../contract/setup-records.ts";
import { type AppTab, addresses } from "../../addresses.ts";
import { useMay } from "../../kit/ask.ts";
import { Card } from "../../kit/card.tsx";
import { Icon } from "../../kit/icon.tsx";
import { fieldsOf, typedOf } from "./draft.ts";
import { policyGroups } from "./policies-fields.ts";
import { settingsGroups } from "./settings-fields.ts";

interface Step {
  readonly label: string;
  readonly tab: AppTab;
  readonly isDone: (app: AppDetail) => boolean;
}

const fields = fieldsOf([...settingsGroups, ...policyGroups]);
const ticked = (name: string) => (app: AppDetail) => typedOf(fields, app.fields)[name] === true;

const steps: readonly Step[] = [
  {
    label: "Settings: Edit, tick Enable Client Credentials Flow",
    tab: "settings",
    isDone: ticked("clientCredentials.settings"),
  },
  {
    label: "Policies: Edit, tick Enable Client Credentials Flow",
    tab: "policies",
    isDone: ticked("clientCredentials.policies"),
  },
  { label: "Policies: choose Run As (Username)", tab: "policies", isDone: ({ runAs }) => runAs !== null },
];

/** An app that signs people in needs none of this: it is told by its callback URLs. */
const isForPeople = ({ fields: { callbackUrls } }: AppDetail) => Array.isArray(callbackUrls) && callbackUrls.length > 0;

export function NextSteps({ app }: { readonly app: AppDetail }) {
  const mayEdit = useMay("manage_apps");
  if (!mayEdit || steps.every(({ isDone }) => isDone(app))) return null;
  if (isForPeople(app) && !steps.some(({ isDone }) => isDone(app))) return null;
  return (
    <Card title="Next steps" about="Until these are done, no client program gets a token by itself.">
      <List listStyleType="none" spacing={4} size="sm">
        {steps.map((step) => (
          <List.Item key={step.label}>
            <StepLine app={app} step={step} />
          </List.Item>
        ))}
      </List>
      <Text size="sm">
        Then{" "}
        <Anchor component={Link} to={addresses.app(app.apiName, "settings")} inherit>
          Settings
        </Anchor>{" "}
        has the consumer key and secret, and{" "}
        <Anchor component={Link} to={addresses.connectApp(app.apiName)} inherit>
          Connect a client
        </Anchor>{" "}
        makes a client's calls.
      </Text>
    </Card>
  );
}

function StepLine({ app, step: { label, tab, isDone } }: { readonly app: AppDetail; readonly step: Step }) {
  const done = isDone(app);
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <span role="img" aria-label={done ? "Done" : "To do"}>
        <Icon name={done ? "check" : "circle"} size={16} />
      </span>
      {done ? (
        <Text size="sm">{label}</Text>
      ) : (
        <Anchor component={Link} to={addresses.app(app.apiName, tab)} size="sm">
          {label}
        </Anchor>
      )}
    </Group>
  );
}
