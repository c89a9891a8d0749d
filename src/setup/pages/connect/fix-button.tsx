// Carries out what cures a problem, where the person may, and then has the test run again.
import { Button, Stack, Text } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import type { Fix } from "../../../contract/setup-connect.ts";
import { PAGES_PATH } from "../../../contract/setup-places.ts";
import { Problem } from "../../kit/answer.tsx";
import { useMay, useTell } from "../../kit/ask.ts";

export function FixButton({ fix, onFixed }: { readonly fix: Fix; readonly onFixed: () => void }) {
  const router = useRouter();
  const may = useMay(fix.right);
  const changeApp = useTell("changeApp", ["apps", "app"]);
  const enableApp = useTell("enableApp", ["apps", "app"]);
  const activate = useTell("activate", ["agents", "agent"]);
  const activateUser = useTell("activateUser", ["users"]);
  const told = [changeApp, enableApp, activate, activateUser];
  const carryOut = () => {
    const then = { onSuccess: onFixed };
    switch (fix.call) {
      case "changeApp":
        return changeApp.mutate({ params: fix.params, body: fix.body }, then);
      case "enableApp":
        return enableApp.mutate({ params: fix.params, body: fix.body }, then);
      case "activate":
        return activate.mutate({ params: fix.params, body: fix.body }, then);
      case "activateUser":
        return activateUser.mutate({ params: fix.params, body: fix.body }, then);
      case "visit":
        return router.history.push(`${PAGES_PATH}/${fix.path}`);
    }
  };
  const refused = told.find(({ isError }) => isError)?.error;
  if (!may) {
    return <Text size="sm">An administrator can cure it: {fix.label}.</Text>;
  }
  return (
    <Stack gap="sm" align="flex-start">
      <Button size="xs" onClick={carryOut} loading={told.some(({ isPending }) => isPending)}>
        {fix.label}
      </Button>
      {refused && <Problem error={refused} />}
    </Stack>
  );
}
