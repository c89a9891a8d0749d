// Actions: every target that scripts name, where it leads, who uses it, and a form to try it.
import { Stack } from "@mantine/core";
import { useState } from "react";
import type { TargetUse } from "../../../contract/setup-actions.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk, useMay } from "../../kit/ask.ts";
import { PageFrame } from "../../kit/page-frame.tsx";
import { Targets } from "./targets.tsx";
import { TryDialog } from "./try-dialog.tsx";
import { Unread, Unused } from "./unused.tsx";

export default function Actions() {
  const actions = useAsk("actions");
  const [tried, setTried] = useState<{ readonly target: string; readonly use: TargetUse }>();
  const builds = useMay("build_agents");
  return (
    <PageFrame title="Actions" about="What active agents and drafts call: where each target leads, and who uses it.">
      <Answer of={actions} lines={8}>
        {({ targets, unused, unread }) => (
          <Stack gap="lg">
            {unread.length > 0 && <Unread agents={unread} />}
            {targets.length === 0 ? (
              <Empty title="No agent calls an action yet">
                An action is declared in a script with a target, such as flow://Get_Order. It leads to a function in
                actions/Get_Order.ts of the project folder, or to a URL that dragoman.yaml gives it.
              </Empty>
            ) : (
              <Targets targets={targets} {...(builds && { onTry: setTried })} />
            )}
            {unused.length > 0 && <Unused unused={unused} />}
          </Stack>
        )}
      </Answer>
      {tried && <TryDialog {...tried} onClose={() => setTried(undefined)} />}
    </PageFrame>
  );
}
