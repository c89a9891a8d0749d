// How the server is doing, for probes, scrapers and clients of the Agent API.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { House, Readiness } from "./house.ts";

/** `GET /healthz`: the process answers. It is alive whatever its models do: a restart would not mend them. */
export async function alive({ vitals }: House) {
  return { ok: true, eventLoopLagMs: vitals.loopLagMs(), models: vitals.models() };
}

/** `GET /readyz`: 200 when requests can be served, 503 otherwise, with a word on every check. */
export async function ready(house: House, request: FastifyRequest, reply: FastifyReply): Promise<Readiness> {
  const readiness = await check(house, request);
  reply.code(readiness.ok ? 200 : 503);
  return readiness;
}

/** `GET /einstein/ai-agent/v1/status` (agent-api spec §5.6). */
export async function status(house: House, request: FastifyRequest, reply: FastifyReply) {
  const { ok } = await check(house, request);
  reply.code(ok ? 200 : 503);
  return { status: ok ? "UP" : "DOWN" };
}

/** `GET /metrics`: in Prometheus' text format, or with exemplars as OpenMetrics for whoever asks for that. */
export async function scrape({ metrics }: House, request: FastifyRequest, reply: FastifyReply): Promise<string> {
  const asked = request.headers.accept?.includes("application/openmetrics-text") ?? false;
  const { contentType, text } = asked ? metrics.openMetrics : metrics.prometheus;
  reply.type(contentType);
  return text();
}

/** Probes are public: what exactly failed is for the log. */
async function check(house: House, request: FastifyRequest): Promise<Readiness> {
  try {
    return await house.ready();
  } catch (err) {
    request.log.warn({ err }, "not ready");
    return { ok: false, checks: { server: "a check failed; the log has the cause" } };
  }
}
