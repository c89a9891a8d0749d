// The menus at the top: which org this is, help, and the user with the theme.
import { ActionIcon, Box, Button, type MantineColorScheme, Menu, Text, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Me } from "../../contract/setup-session.ts";
import { addresses } from "../addresses.ts";
import { useTell } from "../kit/ask.ts";
import { CopyField } from "../kit/copy-field.tsx";
import { Icon, type IconName } from "../kit/icon.tsx";
import { tellTabs } from "../kit/standing.ts";

interface MenuProps {
  readonly me: Me | undefined;
}

/** A menu behind an icon, beside which words stand where there is room. */
function TopMenu({
  label,
  icon,
  words,
  width,
  children,
}: {
  readonly label: string;
  readonly icon: IconName;
  readonly words: string | undefined;
  readonly width: string;
  readonly children: ReactNode;
}) {
  return (
    <Menu position="bottom-end" width={width}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          px="xs"
          aria-label={`${label} of ${words ?? ""}`}
          leftSection={<Icon name={icon} />}
          styles={{ section: { marginInlineEnd: 0 } }}
        >
          <Text visibleFrom="sm" size="sm" component="span" maw="12rem" truncate ml={6}>
            {words}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

export function OrgMenu({ me }: MenuProps) {
  return (
    <TopMenu label="Org menu" icon="org" words={me?.org.name} width="20rem">
      {me && (
        <Box p="xs">
          <Text fw={600} mb="xs">
            {me.org.name}
          </Text>
          <CopyField label="Current My Domain URL" value={me.org.origin} />
          <Box mt="xs">
            <CopyField label="Org ID" value={me.org.id} />
          </Box>
        </Box>
      )}
      <Menu.Divider />
      <Menu.Item component={Link} to={addresses.myDomain()}>
        My Domain
      </Menu.Item>
      <Menu.Item component={Link} to={addresses.security()}>
        Session Settings
      </Menu.Item>
    </TopMenu>
  );
}

export function HelpMenu({ me, onShortcuts }: MenuProps & { readonly onShortcuts: () => void }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="var(--mantine-color-text)" size="lg" aria-label="Help">
          <Icon name="help" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href="/docs" target="_blank">
          How to use the API
        </Menu.Item>
        <Menu.Item component="a" href="/openapi.json" target="_blank">
          OpenAPI description
        </Menu.Item>
        <Menu.Item onClick={onShortcuts}>Keyboard shortcuts</Menu.Item>
        <Menu.Divider />
        <Menu.Label>Dragoman {me?.version}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}

const themes: readonly (readonly [MantineColorScheme, string])[] = [
  ["light", "Light"],
  ["dark", "Dark"],
  ["auto", "As the system"],
];

export function UserMenu({ me }: MenuProps) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const logOut = useTell("logOut");
  const leave = () => {
    tellTabs("out");
    window.location.assign("/login");
  };
  return (
    <TopMenu label="User menu" icon="user" words={me?.user.name} width="16rem">
      <Menu.Label style={{ overflowWrap: "anywhere" }}>{me?.user.username}</Menu.Label>
      <Menu.Item component="a" href="/password">
        Change password
      </Menu.Item>
      <Menu.Divider />
      <Menu.Label>Theme</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={(chosen) => setColorScheme(chosen as MantineColorScheme)}>
        {themes.map(([scheme, label]) => (
          <Menu.RadioItem key={scheme} value={scheme}>
            {label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.Item onClick={() => logOut.mutate({}, { onSettled: leave })}>Log out</Menu.Item>
    </TopMenu>
  );
}
