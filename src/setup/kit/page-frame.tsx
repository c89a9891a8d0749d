// The frame of a page: its one heading, what it is for, its main actions, and the title of the browser's tab.
import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

export function PageFrame({
  title,
  about,
  actions,
  children,
}: {
  readonly title: string;
  /** One sentence for whoever sees the page for the first time. */
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} | Setup`;
  }, [title]);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" wrap="wrap">
        <Stack gap={4}>
          <Title order={1} size="h2">
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
      {children}
    </Stack>
  );
}
