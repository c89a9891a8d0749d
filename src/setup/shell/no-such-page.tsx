// The page for an address that is no page's.
import { Anchor, List, Stack, Text } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import { useMe } from "../kit/ask.ts";
import { PageFrame } from "../kit/page-frame.tsx";
import { places } from "../places.ts";
import { found } from "./quick-find.ts";

/** Pages that are offered in its place. */
const OFFERED = 5;

export function NoSuchPage() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { data: me } = useMe();
  // Each word of the address by itself: the page that was meant goes by one of them at least.
  const words = path.split(/[/_-]|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== "" && word !== "home");
  const near = new Set(words.flatMap((word) => found(places, word, me?.rights ?? [])));
  const offered = near.size > 0 ? [...near].slice(0, OFFERED) : places.slice(0, 1);
  return (
    <PageFrame title="There is no such page">
      <Stack gap="xs">
        <Text>
          Nothing is at <code>{path}</code>. The address may be mistyped, or of something that was deleted. Look for it
          in Quick Find, or go to:
        </Text>
        <List>
          {offered.map((place) => (
            <List.Item key={place.path}>
              <Anchor component={Link} to={`/${place.path}`}>
                {place.label}
              </Anchor>
            </List.Item>
          ))}
        </List>
      </Stack>
    </PageFrame>
  );
}
