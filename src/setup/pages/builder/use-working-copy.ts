// The working copy of an agent at a page: its draft where there is one, kept by a keeper, and what can be done with it.
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { AgentDetail, VersionText } from "../../../contract/setup-agents.ts";
import { SetupRefusal } from "../../../contract/setup-client.ts";
import { keyOf, useTell } from "../../kit/ask.ts";
import { server } from "../../kit/server.ts";
import { createDraftKeeper, type Keeping } from "./draft-keeper.ts";
import type { ScriptEditorHandle } from "./editor/script-editor.tsx";
import { shelfOf } from "./shelf.ts";

/** What others made of the draft meanwhile; `base` is null where it is a draft no more. */
export interface Theirs {
  readonly title: string;
  readonly source: string;
  readonly base: string | null;
}

export function useWorkingCopy(
  agent: AgentDetail,
  text: VersionText | undefined,
  editor: RefObject<ScriptEditorHandle | null>,
) {
  const client = useQueryClient();
  const save = useTell("saveDraft").mutateAsync;
  const shelf = useMemo(() => shelfOf(agent.id), [agent.id]);
  const [start] = useState(() => {
    const base = text?.state === "draft" ? text.hash : null;
    const kept = shelf.kept();
    const restored = kept !== undefined && kept.source !== text?.source ? kept : undefined;
    return { source: restored?.source ?? text?.source ?? "", base: restored ? restored.base : base, restored };
  });
  const [keeping, setKeeping] = useState<Keeping>({ kind: "saved" });
  const [base, setBase] = useState(start.base);
  const savedAt = useRef(0);

  const make = useRef(() =>
    createDraftKeeper(start.base, {
      save: (source, from) => save({ params: { agent: agent.id }, body: { source, base: from } }),
      shelf,
      tell: setKeeping,
      onSaved: (version, source, begun) => {
        savedAt.current = Date.now();
        setBase(version.hash);
        const parts = { params: { agent: agent.id, version: version.id } };
        client.setQueryData(keyOf("agentVersion", parts), { ...version, source });
        if (begun) client.invalidateQueries({ queryKey: ["agent"] });
      },
    }),
  );
  const [keeper] = useState(() => make.current());
  const read = () => editor.current?.text() ?? start.source;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    if (start.restored) {
      keeper.touch(read);
      notifications.show({ message: "What this browser had kept and the server had not is back in the editor." });
    }
    const leave = () => keeper.stop();
    const hide = () => document.visibilityState === "hidden" && keeper.flush();
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", hide);
      keeper.stop();
    };
  }, [keeper]);

  /** The text is what the server has: nothing is unsaved, and the draft has this hash. */
  const settle = (other: string | null) => {
    keeper.settle(other);
    setBase(other);
  };

  /** What the server has now. */
  const theirs = async (): Promise<Theirs> => {
    const at = (version: string) => server.call("agentVersion", { params: { agent: agent.id, version } });
    try {
      const draft = await at("draft");
      return { title: `Saved by ${draft.changedBy ?? "somebody"}`, source: draft.source, base: draft.hash };
    } catch (error) {
      if (!(error instanceof SetupRefusal) || error.status !== 400) throw error;
      const { versions } = await server.call("agent", { params: { agent: agent.id } });
      const newest = await at(versions[0]!.id);
      const title = `Version ${newest.number}, committed by ${newest.changedBy ?? "somebody"}`;
      return { title, source: newest.source, base: null };
    }
  };

  return {
    /** The text to begin with: what this browser kept, else what the server has. */
    source: start.source,
    keeping,
    /** Hash of the draft; null where there is none. */
    base,
    savedAt,
    isClean: keeper.isClean,
    touch: () => keeper.touch(read),
    flush: () => keeper.flush(),
    /** The draft as the keeper knows it now. */
    currentBase: keeper.base,
    theirs,
    settle,
    take: (other: Theirs) => {
      editor.current?.replace(other.source);
      settle(other.base);
      client.invalidateQueries({ queryKey: ["agent"] });
    },
    keepMine: async (other: Theirs) => {
      setBase(other.base);
      await keeper.insist(other.base);
      client.invalidateQueries({ queryKey: ["agent"] });
    },
    /** The draft is a version now: the next edit begins another one. */
    ended: () => {
      keeper.rebase(null);
      setBase(null);
    },
  };
}
