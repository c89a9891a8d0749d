// Keeps what is typed: at once in this browser, shortly after on the server, and never over what somebody else saved.
//   K1. The text is in the browser's own storage until the server has it.
//   K2. A save names the draft it began from; a draft that is another one by then is a conflict, which a person settles.
import type { AgentVersion } from "../../../contract/setup-agents.ts";
import { SetupRefusal } from "../../../contract/setup-client.ts";

export type Keeping =
  | { readonly kind: "saved" | "unsaved" | "saving" }
  /** The server does not answer; the text is kept here and sent again. */
  | { readonly kind: "away" }
  | { readonly kind: "conflict" | "refused"; readonly says: string };

/** What this browser keeps of an unsaved draft. */
export interface Kept {
  readonly source: string;
  readonly base: string | null;
}

export interface KeeperPorts {
  readonly save: (source: string, base: string | null) => Promise<AgentVersion>;
  readonly shelf: { readonly keep: (kept: Kept) => void; readonly forget: () => void };
  readonly tell: (keeping: Keeping) => void;
  /** A draft was saved; `begun` when there was none before. */
  readonly onSaved: (version: AgentVersion, source: string, begun: boolean) => void;
}

export interface DraftKeeper {
  /** Something was typed; `read` gives the whole text when it is wanted. */
  touch(read: () => string): void;
  /** Send what is unsaved now. True when everything is on the server afterwards. */
  flush(): Promise<boolean>;
  /** Take another draft as what the text began from. */
  rebase(base: string | null): void;
  /** Save over the draft that a person has seen: what settles a conflict in favour of this text. */
  insist(base: string | null): Promise<boolean>;
  /** Forget what is unsaved: the text was replaced by what the server has. */
  settle(base: string | null): void;
  readonly base: () => string | null;
  readonly isClean: () => boolean;
  stop(): void;
}

const SHELF_MS = 200;
const SAVE_MS = 700;
const AGAIN_MS = 3_000;

export function createDraftKeeper(first: string | null, ports: KeeperPorts): DraftKeeper {
  let base = first;
  let dirty = false;
  let blocked: "conflict" | "refused" | undefined;
  let read = () => "";
  let running: Promise<boolean> | undefined;
  let shelving: ReturnType<typeof setTimeout> | undefined;
  let saving: ReturnType<typeof setTimeout> | undefined;

  const shelve = () => {
    clearTimeout(shelving);
    shelving = undefined;
    if (dirty) ports.shelf.keep({ source: read(), base });
  };

  const saveAll = async (): Promise<boolean> => {
    while (dirty && !blocked) {
      shelve();
      dirty = false;
      const source = read();
      ports.tell({ kind: "saving" });
      try {
        const version = await ports.save(source, base);
        const begun = base === null;
        base = version.hash;
        ports.onSaved(version, source, begun);
      } catch (error) {
        dirty = true;
        fail(error as Error);
        return false;
      }
    }
    if (!dirty) {
      clearTimeout(shelving);
      shelving = undefined;
      ports.shelf.forget();
      ports.tell({ kind: "saved" });
    }
    return !dirty;
  };

  const fail = (error: Error) => {
    if (!(error instanceof SetupRefusal) || error.status >= 500) {
      saving = setTimeout(flush, AGAIN_MS);
      return ports.tell({ kind: "away" });
    }
    blocked = error.error === "EditConflictError" ? "conflict" : "refused";
    ports.tell({ kind: blocked, says: error.message });
  };

  const flush = (): Promise<boolean> => {
    clearTimeout(saving);
    running ??= saveAll().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    touch: (from) => {
      read = from;
      if (!dirty && !running) ports.tell({ kind: "unsaved" });
      dirty = true;
      shelving ??= setTimeout(shelve, SHELF_MS);
      if (blocked === "conflict") return;
      // Any other refusal was about the text, which is another one now.
      blocked = undefined;
      clearTimeout(saving);
      saving = setTimeout(flush, SAVE_MS);
    },
    flush: async () => (await flush()) && !dirty,
    rebase: (other) => {
      base = other;
    },
    insist: (seen) => {
      base = seen;
      blocked = undefined;
      return flush();
    },
    settle: (other) => {
      base = other;
      dirty = false;
      blocked = undefined;
      clearTimeout(saving);
      clearTimeout(shelving);
      shelving = undefined;
      ports.shelf.forget();
      ports.tell({ kind: "saved" });
    },
    base: () => base,
    isClean: () => !dirty && !running,
    stop: () => {
      shelve();
      clearTimeout(saving);
    },
  };
}
