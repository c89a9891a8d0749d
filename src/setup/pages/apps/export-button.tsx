// Shows an app as metadata files, to be copied or downloaded one by one.
import { Alert, Button, Code, Group, Modal, ScrollArea, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { AppDetail } from "../../../contract/setup-records.ts";
import { Answer } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { CopyText } from "../../kit/copy-field.tsx";
import { download } from "../../kit/download.ts";
import { zipOf } from "../../kit/zip.ts";

export function ExportButton({ app: { apiName, label } }: { readonly app: AppDetail }) {
  const [opened, setOpened] = useState(false);
  const exported = useAsk("exportApp", { params: { app: apiName } }, { enabled: opened });
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        Export metadata
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`${label} as metadata files`} size="lg">
        <Answer of={exported}>
          {({ files, notices }) => (
            <Stack>
              <Group justify="space-between" align="flex-start">
                <Text size="sm" maw="28rem">
                  Put them below the source folder of a project under these paths. No secret is in them.
                </Text>
                <Button size="xs" onClick={() => download(`${apiName}.zip`, zipOf(files), "application/zip")}>
                  Download all
                </Button>
              </Group>
              {notices.map((sentence) => (
                <Alert key={sentence} color="blue" py="xs">
                  {sentence}
                </Alert>
              ))}
              {files.map(({ path, text }) => (
                <Stack key={path} gap={4}>
                  <Group justify="space-between">
                    <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
                      {path}
                    </Text>
                    <Group gap="xs">
                      <CopyText value={text}>Copy</CopyText>
                      <Button
                        size="xs"
                        variant="default"
                        onClick={() => download(path.slice(path.lastIndexOf("/") + 1), text)}
                      >
                        Download
                      </Button>
                    </Group>
                  </Group>
                  <ScrollArea.Autosize mah="10rem">
                    <Code block>{text}</Code>
                  </ScrollArea.Autosize>
                </Stack>
              ))}
            </Stack>
          )}
        </Answer>
      </Modal>
    </>
  );
}
