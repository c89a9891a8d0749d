// `dragoman org list`: the orgs of the running server, and where each is reached.
import { type Command, dataOption } from "../command.ts";
import { findServer } from "../operator.ts";
import { table } from "../output.ts";

export const orgList: Command = {
  name: "org list",
  summary: "list the orgs with their ids and My Domain URLs",
  options: [dataOption],
  async run(context, given) {
    const { output } = context;
    const { orgs } = await (await findServer(context, given)).call("orgs", {});
    output.data(orgs);
    for (const line of table(orgs.map(({ id, origin, name }) => [id, origin, name]))) output.line(line);
    return 0;
  },
};
