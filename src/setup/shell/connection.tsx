// Says when the server is away or the session has ended, keeps the page as it is, and goes on by itself when all is well.
import { Alert, Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { Me } from "../../contract/setup-session.ts";
import { keyOf } from "../kit/ask.ts";
import { loginAddress, rememberWord, server } from "../kit/server.ts";
import { onStanding, onTabs, type Standing, tellTabs } from "../kit/standing.ts";

/** Milliseconds between two looks whether the server, or the person, is back. */
const LOOK_MS = 2_000;

export function Connection({ me }: { readonly me: Me | undefined }) {
  const client = useQueryClient();
  const [standing, setStanding] = useState<Standing>("well");

  useEffect(
    () =>
      // Whoever was logged out is not back because an answer was still on its way: only `lookForPerson` says so.
      onStanding((told) => setStanding((now) => (now === "ended" && told === "well" ? now : told))),
    [],
  );

  const lookForServer = useCallback(async () => {
    const response = await fetch("/healthz", { cache: "no-store" }).catch(() => undefined);
    if (!response?.ok) return;
    setStanding("well");
    await client.invalidateQueries();
  }, [client]);

  const lookForPerson = useCallback(async () => {
    const now = await server.call("me").catch(() => undefined);
    if (!now) return;
    // Another person's page must show nothing of what this one's did.
    if (me && now.user.id !== me.user.id) return window.location.reload();
    rememberWord(now.csrf);
    client.setQueryData(keyOf("me"), now);
    setStanding("well");
    await client.invalidateQueries();
  }, [client, me]);

  useEffect(() => onTabs(lookForPerson), [lookForPerson]);
  useEffect(() => tellTabs("in"), []);
  useEffect(() => {
    if (standing === "well") return;
    const look = standing === "lost" ? lookForServer : lookForPerson;
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener("focus", look);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", look);
    };
  }, [standing, lookForServer, lookForPerson]);

  return (
    <>
      {standing === "lost" && (
        <Alert color="orange" role="alert" title="The server does not answer" mb="md">
          <Group gap="sm">
            <Loader size="xs" />
            <Text size="sm">
              It may be starting again. Nothing you typed is lost; this page goes on as soon as the server is back.
            </Text>
          </Group>
        </Alert>
      )}
      <Modal
        opened={standing === "ended"}
        onClose={() => {}}
        title="You are logged out"
        withCloseButton={false}
        closeOnClickOutside={false}
        closeOnEscape={false}
        centered
      >
        <Stack>
          <Text size="sm">
            Your session has ended, or you logged out in another tab. What you typed is still here: log in again in a
            new tab, and this page goes on.
          </Text>
          <Group justify="flex-end">
            <Button component="a" variant="default" href={loginAddress()}>
              Log in here
            </Button>
            <Button component="a" href={loginAddress()} target="_blank" rel="opener" data-autofocus>
              Log in in a new tab
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
