// The tree of pages, and the Quick Find box that filters it as one types.
import { NavLink, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import type { Right } from "../../contract/setup-endpoint.ts";
import { Icon } from "../kit/icon.tsx";
import { places } from "../places.ts";
import { found } from "./quick-find.ts";

export function Tree({ rights }: { readonly rights: readonly Right[] }) {
  const [words, setWords] = useState("");
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = found(places, words, rights);
  const sections = [...new Set(shown.map(({ section }) => section ?? ""))];
  return (
    <>
      <TextInput
        type="search"
        aria-label="Quick Find"
        placeholder="Quick Find"
        leftSection={<Icon name="search" />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <ScrollArea mt="sm" component="nav" aria-label="Setup pages">
        {shown.length === 0 && (
          <Text size="sm" c="dimmed" p="sm" role="status">
            No page goes by these words. Try one of them alone.
          </Text>
        )}
        <Stack gap="xs">
          {sections.map((section) => (
            <div key={section}>
              {section && (
                <Text size="xs" fw={650} c="dimmed" px="sm" py={4} tt="uppercase" component="h2">
                  {section}
                </Text>
              )}
              {shown
                .filter((place) => (place.section ?? "") === section)
                .map((place) => (
                  <NavLink
                    key={place.path}
                    component={Link}
                    to={`/${place.path}`}
                    label={place.label}
                    active={path.endsWith(place.path)}
                    aria-current={path.endsWith(place.path) ? "page" : undefined}
                  />
                ))}
            </div>
          ))}
        </Stack>
      </ScrollArea>
    </>
  );
}
