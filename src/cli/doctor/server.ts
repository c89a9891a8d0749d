// Checks of what the server works with: the model it would choose, and, when it runs, its database and its actions.
import { modelSettings } from "../../room-settings.ts";
import { type Finding, fail, ok, type Patient, warn } from "./finding.ts";

/** The model of the running server; else the one a start would choose here. */
export async function checkModel({ config, env, running }: Patient): Promise<Finding[]> {
  if (running) return [ok("Model", `${running.status.model.id} (${running.status.model.why})`)];
  try {
    const { chooseModel } = await import("../../models/choose.ts");
    const ports = { now: Date.now, random: Math.random };
    const { model, why } = await chooseModel(modelSettings(config), env, ports);
    await model.close?.();
    return [ok("Model", `${model.id} (${why})`)];
  } catch (error) {
    return [fail("Model", (error as Error).message, "Set DRAGOMAN_MODEL, or unset it to have one chosen")];
  }
}

export async function checkRunning({ config: { data }, startCalls, running }: Patient): Promise<Finding[]> {
  if (!running) return [warn("Server", `none runs on ${data}`, `Start one with: ${startCalls}`)];
  const { origin, org, version } = running.status;
  const { database, unresolved } = await running.server.call("doctor", {});
  return [
    ok("Server", `version ${version} serves ${org.name} at ${origin}`),
    database.reachable
      ? ok("Database", database.engine)
      : fail("Database", `${database.engine} does not answer`, "Look at the database's own log, and at DATABASE_URL"),
    ...(unresolved.length === 0 ? [ok("Actions", "every action of the active agents leads somewhere")] : []),
    ...unresolved.map(({ agent, why }) =>
      warn(
        "Actions",
        `${agent}: ${why}`,
        "Add the function to actions/, or map the target under actions: in dragoman.yaml",
      ),
    ),
  ];
}
