// The frame of a page: its one heading, what it is for, its main actions, and the way up where it hangs below another page.
import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import { useArrival } from "./arrival.ts";
import classes from "./page-frame.module.css";

export function PageFrame({
  title,
  about,
  actions,
  up,
  fills = false,
  children,
}: {
  readonly title: string;
  /** One sentence for whoever sees the page for the first time. */
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  /** The page that this one hangs below: its label, and its address from `/` on. */
  readonly up?: { readonly label: string; readonly to: string };
  /** The page is as high as a wide window, and its last part scrolls by itself. */
  readonly fills?: boolean;
  readonly children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useArrival(title, heading);
  return (
    <Stack gap={fills ? "sm" : "lg"} {...(fills && { className: classes.fills })}>
      <Stack gap={4}>
        {up && (
          <Anchor component={Link} to={up.to} size="sm">
            <span aria-hidden="true">‹ </span>
            {up.label}
          </Anchor>
        )}
        <Group justify="space-between" align="flex-start" wrap="wrap">
          <Stack gap={4}>
            <Title order={1} size="h2" ref={heading} tabIndex={-1}>
              {title}
            </Title>
            {about && (
              <Text c="dimmed" maw="48rem">
                {about}
              </Text>
            )}
          </Stack>
          {actions && <Group>{actions}</Group>}
        </Group>
      </Stack>
      {children}
    </Stack>
  );
}
