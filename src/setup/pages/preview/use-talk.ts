// The conversation of a preview panel, and what a person can do with it: one message at a time.
import { useEffect, useRef, useState } from "react";
import type { RequestMessage } from "../../../contract/agent-api.ts";
import { SetupRefusal } from "../../../contract/setup-client.ts";
import type { Mocks, PreviewMode } from "../../../contract/setup-preview.ts";
import { useTell } from "../../kit/ask.ts";
import { server } from "../../kit/server.ts";
import { returned } from "./returned.ts";
import { endOf, type Happening, isRunning, next, type Outgoing, type Talk } from "./talk.ts";
import { useReturn } from "./use-return.ts";

export interface Beginning {
  readonly mode: PreviewMode;
  readonly source: string;
  readonly variables: readonly { readonly name: string; readonly value: unknown }[];
}

interface TalkProps {
  readonly agentId: string;
  /** What actions give back from the next message on. */
  readonly mocks: Mocks;
  /** Told what they gave back in a conversation that came back. */
  readonly onMocks: (mocks: Mocks) => void;
  /** False where the page begins anew, whatever was left open. */
  readonly comesBack: boolean;
}

export function useTalk({ agentId, mocks, onMocks, comesBack }: TalkProps) {
  const [talk, setTalk] = useState<Talk>();
  /** Words that came too late for their session. */
  const [unsent, setUnsent] = useState("");
  // What is going on now, for whoever presses twice before the page is drawn again.
  const now = useRef<{ control?: AbortController; busy: boolean }>({ busy: false });
  const starting = useTell("startPreview");
  const forking = useTell("forkPreview");
  const ending = useTell("endPreview");
  useEffect(() => () => now.current.control?.abort(), []);

  const running = talk !== undefined && isRunning(talk);
  const comeBack = useReturn(
    { agentId, comesBack, session: talk?.session, elsewhere: running && !now.current.busy },
    (kept) => {
      if (now.current.busy) return;
      setTalk(returned(kept));
      onMocks(kept.mocks);
    },
  );

  /** A conversation that was left behind hears nothing more. */
  const happen = (session: string, happening: Happening) =>
    setTalk((one) => (one?.session === session ? next(one, happening) : one));

  const start = async ({ mode, source, variables }: Beginning) => {
    const body = { source, mode, mocks, variables: variables as { name: string; value: never }[] };
    const started = await starting.mutateAsync({ params: { agent: agentId }, body });
    setTalk({ ...started, mode, source, turns: [] });
  };

  /** A session that is over refuses as one that never was: what is on record of it says why. @param lost words not sent */
  const fail = async (session: string, error: Error, lost: string) => {
    const asked = error instanceof SetupRefusal ? server.call("previewTalk", { params: { session } }) : undefined;
    const kept = await asked?.catch(() => undefined);
    if (!kept || kept.standing === "open") return happen(session, { kind: "failed", error: sentenceOf(error) });
    setTalk((one) => (one?.session === session ? returned(kept) : one));
    setUnsent(lost);
  };

  const deliver = async (session: string, message: RequestMessage, said: string) => {
    const control = new AbortController();
    now.current = { control, busy: true };
    happen(session, { kind: "sent", message, said });
    let turn: string | undefined;
    try {
      const body = { message, mocks };
      for await (const event of server.stream("sendPreview", { params: { session }, body, signal: control.signal })) {
        if (event.kind === "turn") turn = event.turn;
        happen(session, { kind: "heard", event });
      }
      happen(session, { kind: "over" });
    } catch (error) {
      if (!control.signal.aborted) await fail(session, error as Error, turn === undefined ? said : "");
      else if (turn !== undefined) {
        const asked = server.call("turnTrace", { params: { session, turn } });
        happen(session, { kind: "stopped", trace: await asked.catch(() => undefined) });
      } else happen(session, { kind: "stopped" });
    }
    if (now.current.control === control) now.current = { busy: false };
  };

  const send = async (message: Outgoing, said: string) => {
    if (!talk || now.current.busy) return;
    setUnsent("");
    await deliver(talk.session, { ...message, sequenceId: talk.turns.length + 1 } as RequestMessage, said);
  };

  /** Send the last message again, which the server never had. */
  const sendAgain = async () => {
    const last = talk?.turns.at(-1);
    if (!talk || !last || last.id !== undefined || now.current.busy) return;
    happen(talk.session, { kind: "unsent" });
    await deliver(talk.session, last.message, last.said);
  };

  /** Run a turn again: from where the conversation stood before it, with other words where there are any. */
  const runAgain = async (at: number, text: string | undefined, source: string | undefined) => {
    const turn = talk?.turns[at];
    if (!talk || turn?.id === undefined || now.current.busy) return;
    const body = { turn: turn.id, ...(source !== undefined && { source }) };
    const { session } = await forking.mutateAsync({ params: { session: turn.session }, body });
    happen(talk.session, { kind: "forked", session, at, source: source ?? talk.source });
    const message = text !== undefined && turn.message.type === "Text" ? { ...turn.message, text } : turn.message;
    await deliver(session, message, text ?? turn.said);
  };

  const end = async () => {
    if (!talk || now.current.busy) return;
    await ending.mutateAsync({ params: { session: talk.session } });
    happen(talk.session, { kind: "ended" });
  };

  const reset = () => {
    // Left open, a session would only expire by and by.
    if (talk && !now.current.busy && endOf(talk) === undefined) ending.mutate({ params: { session: talk.session } });
    now.current.control?.abort();
    now.current = { busy: false };
    setTalk(undefined);
  };

  return {
    talk,
    running,
    comeBack,
    unsent,
    starting,
    forking,
    start,
    send,
    sendAgain,
    runAgain,
    end,
    reset,
    stop: () => now.current.control?.abort(),
  };
}

export type TalkControls = ReturnType<typeof useTalk>;

const sentenceOf = (error: Error) =>
  error.name === "TypeError"
    ? "The server does not answer. It may be starting again: run the message again in a moment."
    : error.message;
