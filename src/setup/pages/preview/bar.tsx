// Above a preview: how actions are answered, what they give back, and what can be done with the conversation.
import { Badge, Button, Drawer, Group, Menu, SegmentedControl, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import type { PreviewForm, PreviewMode } from "../../../contract/setup-preview.ts";
import { Problem } from "../../kit/answer.tsx";
import { download } from "../../kit/download.ts";
import { Icon } from "../../kit/icon.tsx";
import { server } from "../../kit/server.ts";
import { MockForm, type MockTexts } from "./mock-form.tsx";
import { endOf, type Talk } from "./talk.ts";
import type { TalkControls } from "./use-talk.ts";

interface BarProps {
  readonly mode: PreviewMode;
  readonly onMode: (mode: PreviewMode) => void;
  readonly controls: TalkControls;
  readonly actions: PreviewForm["actions"];
  /** What simulated actions give back, as it was typed. */
  readonly texts: MockTexts;
  readonly onType: (texts: MockTexts) => void;
}

const modes = [
  { value: "simulate", label: "Simulate" },
  { value: "live", label: "Live" },
] as const satisfies readonly { readonly value: PreviewMode; readonly label: string }[];

export function Bar({ mode, onMode, controls, ...mocks }: BarProps) {
  const { talk } = controls;
  if (talk) return <TalkBar talk={talk} controls={controls} {...mocks} />;
  return (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="How actions are answered"
        value={mode}
        onChange={(value) => onMode(value as PreviewMode)}
        data={[...modes]}
      />
    </Group>
  );
}

function TalkBar({
  talk,
  controls: { running, reset, end },
  ...mocks
}: Omit<BarProps, "mode" | "onMode"> & { readonly talk: Talk }) {
  const [error, setError] = useState<Error>();
  const [shown, { open, close }] = useDisclosure(false);
  const save = () => {
    setError(undefined);
    return server
      .call("previewTest", { params: { session: talk.session } })
      .then(({ fileName, text }) => download(fileName, text, "application/yaml"))
      .catch(setError);
  };
  const simulated = talk.mode === "simulate";
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Badge variant="light" color={simulated ? "sea" : "orange"} tt="none">
          {simulated ? "Simulated: no action is called" : "Live: actions are called"}
        </Badge>
        <Group gap="xs">
          {simulated && (
            <Button size="compact-sm" variant="default" onClick={open}>
              Simulated results
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={reset}>
            Reset
          </Button>
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <Button size="compact-sm" variant="default" aria-label="More about this conversation">
                <Icon name="more" size={14} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item disabled={running || talk.turns.length === 0} onClick={save}>
                Save as test
              </Menu.Item>
              <Menu.Item disabled={running || endOf(talk) !== undefined} onClick={() => end().catch(setError)}>
                End session
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      {error && <Problem error={error} />}
      <Drawer opened={shown} onClose={close} position="right" title="Simulated results">
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            Used from the next message on.
          </Text>
          <MockForm {...mocks} />
        </Stack>
      </Drawer>
    </>
  );
}
