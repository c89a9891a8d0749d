// The preview of the harbour's agent as a test finds it: a server, a model that plays along, and the page before it.
import type { Locator } from "playwright-core";
import type { Config } from "../../src/config.ts";
import { harbour, harbourMaster } from "./harbour.ts";
import { type ModelStub, modelStub } from "./model-stub.ts";
import { type OpenSetup, openSetup } from "./open-setup.ts";
import { projectOf } from "./project.ts";

export interface PreviewPage extends OpenSetup {
  readonly stub: ModelStub;
  /** Stand before a conversation: one that was left open comes back, and is reset. */
  arrive(): Promise<void>;
  /** Stand in a conversation that has just begun. */
  begin(mode: "Live" | "Simulate"): Promise<void>;
  say(text: string): Promise<void>;
  log(): Locator;
  trace(turn: number): Locator;
}

const modelPrices = { "compatible:stub": { input: 100, output: 1000 } };

/** @param config what differs from the settings of other tests */
export async function openPreviewPage(config: Partial<Config> = {}): Promise<PreviewPage> {
  const stub = await modelStub(harbourMaster);
  const model = { model: "compatible:stub", modelBaseUrl: stub.url, modelPrices };
  const setup = await openSetup(await projectOf(harbour), { config: { ...model, ...config } });
  const { server, page } = setup;
  const log = () => page.getByRole("log", { name: "Conversation" });
  const arrive = async () => {
    await setup.goTo(`Preview/${server.agents.Harbour}`);
    const start = page.getByRole("button", { name: "Start the conversation" });
    const reset = page.getByRole("button", { name: "Reset", exact: true });
    await start.or(reset).waitFor();
    if (await reset.isVisible()) await reset.click();
    await start.waitFor();
  };
  return {
    ...setup,
    stub,
    arrive,
    begin: async (mode) => {
      await arrive();
      await page.getByText(mode, { exact: true }).click();
      await page.getByRole("button", { name: "Start the conversation" }).click();
      await log().getByText("Reed Harbour, good").waitFor();
    },
    say: async (text) => {
      await page.getByLabel("Message to the agent").fill(text);
      await page.keyboard.press("Enter");
    },
    log,
    trace: (turn) => page.getByRole("region", { name: `Trace of turn ${turn}` }),
    close: async () => {
      await setup.close();
      await stub.close();
    },
  };
}
