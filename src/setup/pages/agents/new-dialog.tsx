// Makes an agent from a template or a blank script, and opens it in the builder.
import { Button, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { AgentTemplate } from "../../../contract/setup-agents.ts";
import { apiName, longestName } from "../../../script/spelling.ts";
import { addresses } from "../../addresses.ts";
import { Answer, Problem } from "../../kit/answer.tsx";
import { apiNameFrom } from "../../kit/api-name.ts";
import { useAsk, useTell } from "../../kit/ask.ts";

/** What is wrong with a name, in words; nothing where it can be one. */
export const nameProblem = (name: string): string | undefined =>
  apiName.test(name) && name.length <= longestName
    ? undefined
    : `Begin with a letter; use letters, digits and single underscores, ${longestName} at most, such as ${apiNameFrom(name) || "Help_Desk"}`;

export function NewDialog({ fromTemplate, onClose }: { readonly fromTemplate: boolean; readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [asked, setAsked] = useState(false);
  const [template, setTemplate] = useState<string>();
  const templates = useAsk("agentTemplates", {}, { enabled: fromTemplate });
  const make = useTell("makeAgent", ["agents"]);
  const navigate = useNavigate();
  const problem = nameProblem(name);
  const chosen = template ?? templates.data?.templates[0]?.name;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (problem) return;
    const body = { developerName: name, ...(fromTemplate && chosen !== undefined && { template: chosen }) };
    await make.mutateAsync({ body }).then(
      ({ id, files, problem: missing }) => {
        if (files.length > 0) notifications.show({ message: `Your project folder got ${files.join(", ")}.` });
        // It stays until it is closed: the agent cannot do its work before.
        if (missing !== null) notifications.show({ message: missing, color: "orange", autoClose: false });
        return navigate({ to: addresses.agent(id) });
      },
      () => {},
    );
  };
  return (
    <Modal opened onClose={onClose} title={fromTemplate ? "New agent from a template" : "New blank agent"} size="lg">
      <form onSubmit={submit}>
        <Stack>
          {make.error && <Problem error={make.error} />}
          <TextInput
            label="API name"
            description="Names the agent in its script and in files. It stays."
            placeholder="Help_Desk"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={asked ? problem : undefined}
            required
            data-autofocus
          />
          {fromTemplate && (
            <Answer of={templates}>
              {({ templates: all }) => (
                <Radio.Group label="Template" value={chosen ?? null} onChange={setTemplate}>
                  <Stack gap="xs" mt={4}>
                    {all.map((each) => (
                      <Radio key={each.name} value={each.name} label={each.label} description={<About of={each} />} />
                    ))}
                  </Stack>
                </Radio.Group>
              )}
            </Answer>
          )}
          <Text size="sm" c="dimmed">
            {fromTemplate && "The functions it calls are written into your project folder. "}
            It begins as a draft that serves nobody. Commit and activate it when it says what you want.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={make.isPending}>
              Make the agent
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function About({ of: { about, actions } }: { readonly of: AgentTemplate }) {
  return (
    <>
      {about}. {actions.length > 0 && `Calls ${actions.join(", ")}.`}
    </>
  );
}
