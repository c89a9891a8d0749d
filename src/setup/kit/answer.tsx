// Shows the answer to a question once it is there; a skeleton before, and a problem with a way on instead.
import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { NotProven } from "./proof.tsx";

/**
 * A sentence about what went wrong, and a button that tries again where that may help. Nothing for whoever closed the
 * question about the password: they know.
 */
export function Problem({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  if (error instanceof NotProven) return null;
  const away = error.name === "TypeError";
  const sentence = away
    ? "The server does not answer. It may be starting again; nothing you typed is lost."
    : error.message;
  return (
    <Alert color="red" role="alert" title={away ? "No connection" : "This did not work"}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm" style={{ whiteSpace: "pre-line" }}>
          {sentence}
        </Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** Lines of a page that is not there yet. */
export function Waiting({ lines = 4 }: { readonly lines?: number }) {
  return (
    <Stack aria-busy="true" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={line} height={28} radius="sm" />
      ))}
    </Stack>
  );
}

/** `children` with the answer; data that is stale stays on the page while it is asked for again. */
export function Answer<T>({
  of,
  lines,
  children,
}: {
  readonly of: UseQueryResult<T>;
  readonly lines?: number;
  readonly children: (answer: T) => ReactNode;
}) {
  if (of.data !== undefined) {
    return (
      <>
        {of.isError && <Problem error={of.error} onRetry={() => of.refetch()} />}
        {children(of.data)}
      </>
    );
  }
  return of.isError ? <Problem error={of.error} onRetry={() => of.refetch()} /> : <Waiting lines={lines ?? 4} />;
}

/** A place where nothing is yet, which says what would be here and how it comes about. */
export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" py="xl" gap="sm">
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" ta="center" maw="32rem">
        {children}
      </Text>
      {action && <Group>{action}</Group>}
    </Stack>
  );
}
