// `dragoman tour`: a real server on a temporary folder, and a client that walks through the whole API before your eyes.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, loadConfig } from "../../config.ts";
import type { RunningServer } from "../../server.ts";
import { type Command, Failure } from "../command.ts";
import { startCall } from "../invocation.ts";
import { operatorOf } from "../operator.ts";
import type { Output } from "../output.ts";
import { examplesFolder } from "../project-folder.ts";
import { exchange, sayReply, sayRequest, shorten, streamTeller } from "../tour/exchange.ts";
import { type Step, steps, type Trip } from "../tour/steps.ts";

export const tour: Command = {
  name: "tour",
  summary: "run the whole Get Started flow on a temporary server and show every request and reply",
  async run({ output, env, self, stopped }) {
    const interrupted = stopped().then(() => {
      throw new Failure("stopped", "The tour was stopped.");
    });
    const { createServer } = await import("../../server.ts");
    const data = await mkdtemp(join(tmpdir(), "dragoman-tour-"));
    try {
      const server = await output.progress(
        "Starting a server on a temporary folder",
        createServer(tourConfig(env, data), { project: examplesFolder(), env }),
      );
      try {
        const { origin, summary } = server;
        output.line(`A server listens at ${origin}; ${summary.model.id} answers (${summary.model.why}).`);
        const failed = await Promise.race([departure(server).then((trip) => walk(output, trip)), interrupted]);
        output.line();
        if (failed > 0) output.line(output.style("red", `${failed} of ${steps.length} steps were not as expected.`));
        else
          output.line(
            `All ${steps.length} steps went as expected. Next: ${startCall(self)}, then ${self} chat Hexfell_Service`,
          );
        return failed > 0 ? 1 : 0;
      } finally {
        await server.close();
      }
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
};

/** Nothing of the developer's own server is touched; of the environment only the choice of a model counts. */
function tourConfig(env: Readonly<Record<string, string | undefined>>, data: string): Config {
  const ofModel = Object.entries(env).filter(([name]) => name.startsWith("DRAGOMAN_MODEL"));
  const { config } = loadConfig(Object.fromEntries(ofModel), { data, port: 0, logLevel: "error" });
  return { ...config, model: config.model ?? "matcher" };
}

async function departure({ origin, operatorToken, summary }: RunningServer): Promise<Trip> {
  const operator = operatorOf(origin, operatorToken, "The server of the tour");
  const [app] = summary.apps;
  const agent = summary.agents.find(({ developerName, active }) => active && developerName === "Hexfell_Service");
  if (!app || !agent) throw new Failure("examples_broken", "The packaged examples have no app, or no active agent");
  const { consumerKey, consumerSecret } = await operator.call("credentials", { app: app.apiName });
  return { url: origin, consumerKey, consumerSecret, agentId: agent.id, token: "", sessionId: "", feedbackId: "" };
}

/** Take every step and show it. Returns how many were not as expected. */
async function walk(output: Output, trip: Trip): Promise<number> {
  const taken = [];
  for (const [at, step] of steps.entries()) {
    output.line();
    output.line(output.style("bold", `${at + 1}. ${step.title}`));
    const request = step.request(trip);
    sayRequest(output, request);
    const hear = step.streamed && streamTeller(output);
    const reply = await (step.ask ? step.ask(trip, request) : exchange(trip.url, request, hear));
    sayReply(output, reply, step.streamed === true);
    const wrong = unexpected(step, trip, reply);
    if (wrong !== undefined) output.line(`  ${output.style("red", `Not as expected: ${wrong}`)}`);
    taken.push({
      step: step.title,
      request: { method: request.method, path: request.path },
      status: reply.status,
      reply: shorten(reply.text),
      asExpected: wrong === undefined,
    });
  }
  output.data(taken);
  return taken.filter(({ asExpected }) => !asExpected).length;
}

function unexpected(step: Step, trip: Trip, reply: { status: number; text: string; ms: number }): string | undefined {
  if (reply.status !== step.status) return `status ${reply.status} in place of ${step.status}`;
  try {
    step.keep?.(trip, reply);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
