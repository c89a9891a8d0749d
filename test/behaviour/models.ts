// What every model does, whatever is behind it: one suite, given each implementation in turn.
import { expect, test } from "vitest";
import { type Model, ModelError, type ModelPart, type ModelRequest, type ToolOffer } from "../../src/models/port.ts";

/** A request with nothing in it but what the test says. */
export const requestOf = (given: Partial<ModelRequest> & { readonly say?: string }): ModelRequest => ({
  system: "You work at the order desk.",
  messages: given.say === undefined ? [] : [{ role: "user", text: given.say }],
  instructions: "",
  tools: [],
  signal: new AbortController().signal,
  ...given,
});

/** A tool of one string parameter a name; all of them required. */
export const toolOf = (
  name: string,
  description: string,
  parameters: Readonly<Record<string, string>> = {},
  purpose: ToolOffer["purpose"] = "action",
): ToolOffer => ({
  name,
  description,
  purpose,
  parameters: {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(parameters).map(([key, about]) => [key, { type: "string", description: about }]),
    ),
    required: Object.keys(parameters),
    additionalProperties: false,
  },
});

export async function partsOf(parts: AsyncIterable<ModelPart>): Promise<ModelPart[]> {
  const heard: ModelPart[] = [];
  for await (const part of parts) heard.push(part);
  return heard;
}

export const textOf = (parts: readonly ModelPart[]) =>
  parts.map((part) => (part.type === "text" ? part.text : "")).join("");

export const callsOf = (parts: readonly ModelPart[]) =>
  parts.flatMap((part) => (part.type === "call" ? [{ name: part.call.name, arguments: part.call.arguments }] : []));

/** The failure a stream ends with; fails the test when it ends well or throws anything but a `ModelError`. */
export async function failureOf(parts: AsyncIterable<ModelPart>): Promise<ModelError> {
  try {
    await partsOf(parts);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return error as ModelError;
  }
  throw new Error("the stream was expected to fail");
}

const getOrder = toolOf("get_order", "Look up the state of an order", { order_id: "Order number such as PX-1234" });

/** Asked for `hello`, the model under test answers with text; asked for order PX-1234, it calls `get_order` with it. */
export function modelBehaviour(open: () => Promise<{ model: Model; close(): Promise<void> }>): void {
  const withModel = (body: (model: Model) => Promise<void>) => async () => {
    const { model, close } = await open();
    try {
      await body(model);
    } finally {
      await close();
    }
  };
  const hello = () => requestOf({ say: "hello", tools: [getOrder] });
  const order = () => requestOf({ say: "Where is my order PX-1234?", tools: [getOrder] });

  test(
    "is named provider:name",
    withModel(async (model) => expect(model.id).toMatch(/^[a-z]+:.+/)),
  );

  test(
    "says its text in parts and ends with one `done`",
    withModel(async (model) => {
      const parts = await partsOf(model.stream(hello()));
      expect(textOf(parts)).not.toBe("");
      expect(parts.map((part) => part.type).filter((type) => type !== "text")).toEqual(["done"]);
      expect(parts.at(-1)).toMatchObject({ type: "done", reason: "stop", model: model.id });
    }),
  );

  test(
    "gives a call whole, with its arguments as an object",
    withModel(async (model) => {
      const parts = await partsOf(model.stream(order()));
      expect(callsOf(parts)).toEqual([{ name: "get_order", arguments: { order_id: "PX-1234" } }]);
      expect(parts.at(-1)).toMatchObject({ type: "done", reason: "calls" });
    }),
  );

  test(
    "counts what it used, in whole numbers",
    withModel(async (model) => {
      const done = (await partsOf(model.stream(hello()))).at(-1);
      if (done?.type !== "done") throw new Error("no done");
      for (const count of Object.values(done.usage)) expect(Number.isInteger(count) && count >= 0).toBe(true);
    }),
  );

  test(
    "answers after a tool result",
    withModel(async (model) => {
      const asked = order();
      const [call] = (await partsOf(model.stream(asked))).flatMap((part) => (part.type === "call" ? [part.call] : []));
      const parts = await partsOf(
        model.stream({
          ...asked,
          messages: [
            ...asked.messages,
            { role: "assistant", text: "", calls: [call!] },
            { role: "tool", callId: call!.id, name: "get_order", result: { status: "shipped" }, failed: false },
          ],
        }),
      );
      expect(textOf(parts)).toContain("shipped");
      expect(parts.at(-1)).toMatchObject({ type: "done", reason: "stop" });
    }),
  );

  test(
    "throws `aborted` when the caller has given up, and says nothing",
    withModel(async (model) => {
      const failure = await failureOf(model.stream({ ...hello(), signal: AbortSignal.abort() }));
      expect(failure.kind).toBe("aborted");
    }),
  );

  test(
    "ends quietly when the listener leaves in the middle",
    withModel(async (model) => {
      for await (const part of model.stream(hello())) {
        expect(part.type).toBe("text");
        break;
      }
    }),
  );
}
