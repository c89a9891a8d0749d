// One external client app: what it is, what should be known of it, and its tabs Policies and Settings.
import { Alert, Button, Stack, Tabs, Text } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import type { AppDetail } from "../../../contract/setup-records.ts";
import { type AppTab, addresses, appTabs } from "../../addresses.ts";
import { useAsked, usePart } from "../../kit/address.ts";
import { Answer } from "../../kit/answer.tsx";
import { useAsk, useMay } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { EnabledBadge } from "./apps.tsx";
import { EditTab } from "./edit-tab.tsx";
import { EnableButton } from "./enable-button.tsx";
import { ExportButton } from "./export-button.tsx";
import { NextSteps } from "./next-steps.tsx";
import { OAuthSettings } from "./oauth-settings.tsx";
import { policyGroups } from "./policies-fields.ts";
import { settingsGroups } from "./settings-fields.ts";

export default function App() {
  const name = usePart("app");
  const app = useAsk("app", { params: { app: name } });
  return (
    <PageFrame
      title={app.data?.label ?? "External Client App"}
      about={app.data && <Facts app={app.data} />}
      actions={app.data && <Actions app={app.data} />}
      up={{ label: "External Client Apps Manager", to: addresses.apps() }}
    >
      <Answer of={app} lines={8}>
        {(found) => (
          <>
            <Notices app={found} />
            <NextSteps app={found} />
            <AppTabs app={found} />
          </>
        )}
      </Answer>
    </PageFrame>
  );
}

function Facts({ app: { apiName, enabled, madeBy } }: { readonly app: AppDetail }) {
  return (
    <>
      <EnabledBadge enabled={enabled} /> {apiName}
      {madeBy === "project" &&
        " · declared in dragoman.yaml: what is changed here is kept until the file says otherwise"}
    </>
  );
}

function Actions({ app }: { readonly app: AppDetail }) {
  const mayEdit = useMay("manage_apps");
  return (
    <>
      <Button variant="default" component={Link} to={addresses.connectApp(app.apiName)}>
        Connect a client
      </Button>
      <ExportButton app={app} />
      {mayEdit && <EnableButton app={app} />}
    </>
  );
}

function Notices({ app: { notices } }: { readonly app: AppDetail }) {
  if (notices.length === 0) return null;
  return (
    <Stack gap="xs" role="region" aria-label="Notices">
      {notices.map(({ severity, sentence }) => (
        <Alert key={sentence} color={severity === "info" ? "blue" : "yellow"} py="xs">
          <Text size="sm">{sentence}.</Text>
        </Alert>
      ))}
    </Stack>
  );
}

const titles: Readonly<Record<AppTab, string>> = { policies: "Policies", settings: "Settings" };
const groups = { policies: policyGroups, settings: settingsGroups } as const;

function AppTabs({ app }: { readonly app: AppDetail }) {
  const navigate = useNavigate();
  const part = usePart("tab");
  const tab = appTabs.find((each) => each === part) ?? appTabs[0];
  const { edit } = useAsked();
  const mayEdit = useMay("manage_apps");
  const go = (to: string | null) => {
    const next = appTabs.find((each) => each === to);
    if (next) navigate({ to: addresses.app(app.apiName, next) });
  };
  const setEditing = (editing: boolean) =>
    navigate({ to: addresses.app(app.apiName, tab), search: editing ? { edit: true } : {} });
  return (
    <Tabs value={tab} onChange={go} keepMounted={false}>
      <Tabs.List>
        {appTabs.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {titles[each]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {appTabs.map((each) => (
        <Tabs.Panel key={each} value={each} pt="md">
          <Stack>
            {each === "settings" && <OAuthSettings app={app} />}
            <EditTab
              app={app}
              title={titles[each]}
              groups={groups[each]}
              mayEdit={mayEdit}
              editing={edit === true && mayEdit}
              setEditing={setEditing}
            />
          </Stack>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
