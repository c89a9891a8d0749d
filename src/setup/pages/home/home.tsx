// Home: what to do first, what needs attention, and what is running.
import { Grid, Stack } from "@mantine/core";
import { Answer } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { Checklist } from "./checklist.tsx";
import { Matters } from "./matters.tsx";
import { RunningFacts } from "./running.tsx";

/** Milliseconds after which the page looks again: what needs attention changes without anybody at it. */
const AGAIN_MS = 30_000;

export default function Home() {
  const home = useAsk("home", {}, { everyMs: AGAIN_MS });
  return (
    <PageFrame title="Home" about="What to do first, what needs attention, and what is running.">
      <Answer of={home} lines={8}>
        {(report) => (
          <Stack gap="lg">
            <Checklist steps={report.steps} />
            <Grid gap="lg">
              <Grid.Col span={{ base: 12, lg: 7 }}>
                <Matters matters={report.matters} />
              </Grid.Col>
              <Grid.Col span={{ base: 12, lg: 5 }}>
                <RunningFacts report={report} />
              </Grid.Col>
            </Grid>
          </Stack>
        )}
      </Answer>
    </PageFrame>
  );
}
