// Models: which language model answers and why, what scripts ask for, and the keys of providers.
import { Stack } from "@mantine/core";
import { Answer } from "../../kit/answer.tsx";
import { useAsk, useMay } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { AskedModels } from "./asked-models.tsx";
import { DefaultModel } from "./default-model.tsx";
import { Providers } from "./providers.tsx";

export default function Models() {
  const models = useAsk("models");
  const manages = useMay("manage_org");
  return (
    <PageFrame title="Models" about="Which language model answers, what scripts ask for, and the keys of providers.">
      <Answer of={models} lines={8}>
        {(report) => (
          <Stack gap="lg">
            <DefaultModel report={report} manages={manages && report.kept} />
            <AskedModels report={report} manages={manages && report.kept} />
            <Providers report={report} manages={manages && report.kept} />
          </Stack>
        )}
      </Answer>
    </PageFrame>
  );
}
