// What stands around every page: the tree with Quick Find at the left, the org and the user at the top.
import {
  ActionIcon,
  AppShell,
  Burger,
  Button,
  Group,
  Menu,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { Answer } from "../kit/answer.tsx";
import { useMe, useTell } from "../kit/ask.ts";
import { Icon } from "../kit/icon.tsx";
import { Tree } from "./tree.tsx";

export function Shell() {
  const me = useMe();
  const [opened, { toggle, close }] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tree closes over the page whenever the page changes
  useEffect(close, [path]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 272, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Tree of pages" />
            <img src="/lightning/setup/assets/mark.svg" alt="" width={28} height={28} />
            <Text fw={650} truncate>
              Setup
            </Text>
            <Text c="dimmed" visibleFrom="xs" truncate>
              {me.data?.org.name}
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ThemeButton />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm">
        <Tree rights={me.data?.rights ?? []} />
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1}>
        <Answer of={me}>{() => <Outlet />}</Answer>
      </AppShell.Main>
    </AppShell>
  );
}

function ThemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme("light");
  const other = now === "dark" ? "light" : "dark";
  return (
    <ActionIcon variant="subtle" size="lg" onClick={() => setColorScheme(other)} aria-label={`Use the ${other} theme`}>
      <Icon name={now === "dark" ? "sun" : "moon"} />
    </ActionIcon>
  );
}

function UserMenu() {
  const { data } = useMe();
  const logOut = useTell("logOut");
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="subtle"
          leftSection={<Icon name="user" />}
          aria-label={`User menu of ${data?.user.name ?? ""}`}
        >
          <Text visibleFrom="sm" size="sm" component="span">
            {data?.user.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{data?.user.username}</Menu.Label>
        <Menu.Item component="a" href="/password">
          Change password
        </Menu.Item>
        <Menu.Item onClick={() => logOut.mutate({}, { onSettled: () => window.location.assign("/login") })}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
