// `dragoman app list`: the external client apps of the running server, without their secrets.
import { type Command, dataOption } from "../command.ts";
import { findServer, orgOption } from "../operator.ts";
import { table } from "../output.ts";

export const appList: Command = {
  name: "app list",
  summary: "list the external client apps",
  options: [orgOption, dataOption],
  async run(context, given) {
    const { output } = context;
    const { apps } = await (await findServer(context, given)).call("apps", {});
    output.data(apps);
    const rows = apps.map(({ apiName, enabled, runAs, consumerKey }) => [
      apiName,
      enabled ? "enabled" : "disabled",
      runAs ?? "no run-as user",
      consumerKey,
    ]);
    for (const line of table(rows)) output.line(line);
    if (apps.length === 0) output.line("No external client apps. Declare one under apps: in dragoman.yaml");
    return 0;
  },
};
