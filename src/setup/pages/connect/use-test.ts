// A test of a connection as it runs: its steps so far, and what the agent has said.
import { useEffect, useRef, useState } from "react";
import type { SetupBody } from "../../../contract/setup.ts";
import { type ConnectionEvent, type ConnectionStep, connectionSteps } from "../../../contract/setup-connect.ts";
import { server } from "../../kit/server.ts";

type Outcome = Extract<ConnectionEvent, { kind: "done" | "failed" }>;

/** How a step stands. */
export type StepState =
  | { readonly state: "waiting" }
  | { readonly state: "running" }
  | ({ readonly state: "over" } & Outcome);

export interface TestState {
  readonly running: boolean;
  readonly steps: Readonly<Record<ConnectionStep, StepState>>;
  readonly said: string;
  /** Why the test itself could not go on. */
  readonly error: Error | undefined;
}

const unbegun = (): TestState["steps"] =>
  Object.fromEntries(connectionSteps.map((step) => [step, { state: "waiting" }])) as TestState["steps"];

const idle = (): TestState => ({ running: false, steps: unbegun(), said: "", error: undefined });

function after(now: TestState, event: ConnectionEvent): TestState {
  switch (event.kind) {
    case "begun":
      return { ...now, steps: { ...now.steps, [event.step]: { state: "running" } } };
    case "said":
      return { ...now, said: now.said + event.text };
    default: {
      // The greeting and the answer are two sentences of the agent.
      const said = event.step === "start" && now.said ? `${now.said}\n` : now.said;
      return { ...now, said, steps: { ...now.steps, [event.step]: { state: "over", ...event } } };
    }
  }
}

/** Run tests, one at a time; leaving the page ends the one that runs. */
export function useTest() {
  const [test, setTest] = useState<TestState>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const run = async (body: SetupBody<"testConnection">) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    setTest({ ...idle(), running: true });
    try {
      for await (const event of server.stream("testConnection", { body, signal: control.signal })) {
        setTest((now) => after(now ?? idle(), event));
      }
    } catch (error) {
      if (control.signal.aborted) return;
      setTest((now) => ({ ...(now ?? idle()), error: error as Error }));
    }
    if (!control.signal.aborted) setTest((now) => ({ ...(now ?? idle()), running: false }));
  };
  return { test, run };
}
