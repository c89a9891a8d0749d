// The whole page for somebody who is logged in and may not use Setup.
import { Button, Container, Stack, Text, Title } from "@mantine/core";
import { HOME_PATH } from "../../contract/page-paths.ts";

export function NoAccess({ why }: { readonly why: string }) {
  return (
    <Container component="main" size="xs" py="xl">
      <Stack align="flex-start">
        <Title order={1} size="h2">
          Setup is not for this user
        </Title>
        <Text>{why}</Text>
        <Text>
          An administrator can give you another role under Users. Until then you can change your password or log out.
        </Text>
        <Button component="a" href={HOME_PATH}>
          My account and log out
        </Button>
      </Stack>
    </Container>
  );
}
