// What stands around every page: the tree with Quick Find at the left, the org and the user at the top, the palette above all.
import { AppShell, Burger, Drawer, Group, Text, VisuallyHidden } from "@mantine/core";
import { useDisclosure, useHotkeys, useMediaQuery } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { SetupRefusal } from "../../contract/setup-client.ts";
import { Answer } from "../kit/answer.tsx";
import { ArrivalContext } from "../kit/arrival.ts";
import { useMe } from "../kit/ask.ts";
import { Connection } from "./connection.tsx";
import { HelpMenu, OrgMenu, UserMenu } from "./menus.tsx";
import { NoAccess } from "./no-access.tsx";
import { Palette, PaletteButton } from "./palette.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { Tree } from "./tree.tsx";

/** Width from which the tree stands beside the page. */
const WIDE = "(min-width: 48em)";

export function Shell() {
  const me = useMe();
  const wide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false });
  const [drawer, { open, close, toggle }] = useDisclosure(false);
  const [palette, paletteOf] = useDisclosure(false);
  const [shortcuts, shortcutsOf] = useDisclosure(false);
  const box = useRef<HTMLInputElement>(null);
  const { arrivals, title } = useArrivals();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tree closes over the page whenever the page changes
  useEffect(close, [arrivals.count]);
  useHotkeys([
    ["/", () => (wide ? box.current?.focus() : open())],
    ["shift+?", shortcutsOf.open],
  ]);
  // From a field or an editor too: the others are letters there.
  useHotkeys([["mod+K", paletteOf.toggle]], [], true);
  const rights = me.data?.rights ?? [];
  if (me.error instanceof SetupRefusal && me.error.status === 403 && !me.data)
    return <NoAccess why={me.error.message} />;
  return (
    <ArrivalContext value={arrivals}>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 272, breakpoint: "sm", collapsed: { mobile: true } }}
        padding={{ base: "sm", sm: "lg" }}
      >
        <a className="skip" href="#page">
          Skip to the page
        </a>
        <AppShell.Header px="md">
          <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
            <Group gap="sm" wrap="nowrap">
              {!wide && <Burger opened={drawer} onClick={toggle} size="sm" aria-label="Setup pages" />}
              <img src="/lightning/setup/assets/mark.svg" alt="" width={28} height={28} />
              <Text fw={650} visibleFrom="xs">
                Setup
              </Text>
            </Group>
            <PaletteButton onOpen={paletteOf.open} />
            <Group gap={4} wrap="nowrap">
              <OrgMenu me={me.data} />
              <HelpMenu me={me.data} onShortcuts={shortcutsOf.open} />
              <UserMenu me={me.data} />
            </Group>
          </Group>
        </AppShell.Header>
        {wide ? (
          <AppShell.Navbar p="sm">
            <Tree rights={rights} box={box} />
          </AppShell.Navbar>
        ) : (
          <Drawer opened={drawer} onClose={close} title="Setup pages" size="18rem">
            <Tree rights={rights} box={box} />
          </Drawer>
        )}
        <AppShell.Main id="page" tabIndex={-1}>
          <Connection me={me.data} />
          <Answer of={me}>{() => <Outlet />}</Answer>
        </AppShell.Main>
      </AppShell>
      <VisuallyHidden role="status">{title}</VisuallyHidden>
      <Palette rights={rights} opened={palette} onClose={paletteOf.close} />
      <Shortcuts opened={shortcuts} onClose={shortcutsOf.close} />
    </ArrivalContext>
  );
}

/** Counts the pages gone to, and holds the title of the last one for those who hear it. */
function useArrivals() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const first = useRef(path);
  const [count, setCount] = useState(0);
  const [title, setTitle] = useState("");
  useEffect(() => {
    if (first.current === undefined) first.current = path;
    else if (path !== first.current) {
      first.current = path;
      setCount((now) => now + 1);
    }
  }, [path]);
  const [arrivals, setArrivals] = useState({ count, arrived: setTitle });
  if (arrivals.count !== count) setArrivals({ count, arrived: setTitle });
  return { arrivals, title };
}
