// The builder as a test sees it: its editor, the state of its draft, and the agents behind it.
import type { Page } from "playwright-core";
import type { TestServer } from "./server.ts";

export interface ShownAgent {
  readonly id: string;
  readonly activeVersion: number | null;
  readonly versions: readonly {
    readonly number: number;
    readonly state: string;
    readonly hash: string;
    readonly message: string | null;
    readonly changedBy: string;
  }[];
}

/** The text box of the script. */
export const editorOf = (page: Page) => page.getByRole("textbox", { name: /^Agent Script of/ });
export const stateOf = (page: Page) => page.getByRole("status", { name: "State of the draft" });

/** Resolves once the draft is on the server. */
export const saved = (page: Page) => stateOf(page).getByText("Draft saved").waitFor();

/** Go to the end of the line with these words and type. */
export async function typeAfter(page: Page, words: string, text: string): Promise<void> {
  await page.locator(".cm-line").filter({ hasText: words }).first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(text);
}

export async function openBuilder(page: Page, server: TestServer, agentId: string): Promise<void> {
  await page.goto(`${server.origin}/lightning/setup/EinsteinCopilot/${agentId}/edit`);
  await editorOf(page).waitFor();
}

/** The agents of a server, as the operator sees and makes them. */
export const agentsOf = (server: TestServer) => {
  const read = async <T>(path: string, body?: unknown) => (await (await server.operate(path, body)).json()) as T;
  return {
    agent: (name: string) => read<ShownAgent>(`/agents/${name}`),
    draft: (name: string) => read<{ readonly source: string; readonly hash: string }>(`/agents/${name}/versions/draft`),
    make: async (developerName: string) => (await read<{ id: string }>("/agents", { developerName })).id,
    /** Save as somebody else would, who saw the draft with the hash `base`. */
    save: (name: string, source: string, base: string | null) => read(`/agents/${name}/draft`, { source, base }),
  };
};
