// In place of a page that failed: what happened, and the way on.
import { Alert, Button, Stack, Text } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { PageFrame } from "../kit/page-frame.tsx";

export function BrokenPage({ error }: ErrorComponentProps) {
  const why = error instanceof Error ? error.message : String(error);
  const notLoaded = /dynamically imported module|module script/i.test(why);
  return (
    <PageFrame title="This page did not open">
      <Alert color="red" role="alert">
        <Stack gap="sm" align="flex-start">
          <Text size="sm">
            {notLoaded
              ? "A part of the page did not come. The server may be starting again, or have been updated since this tab was opened."
              : `The page met something that it was not made for: ${why}`}
          </Text>
          <Button size="xs" variant="default" onClick={() => window.location.reload()}>
            Reload
          </Button>
        </Stack>
      </Alert>
    </PageFrame>
  );
}
