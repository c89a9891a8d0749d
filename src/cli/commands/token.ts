// `dragoman token`: an access token for the Agent API, as a client would get it.
import { requestToken } from "../agent-api.ts";
import { type Command, dataOption } from "../command.ts";
import { appOption, credentialsOf } from "../credentials.ts";
import { findServer } from "../operator.ts";

export const token: Command = {
  name: "token",
  summary: "print an access token for the Agent API",
  options: [appOption, dataOption],
  async run(context, given) {
    const server = await findServer(context, given);
    const { consumerKey, consumerSecret } = await credentialsOf(server, given);
    const issued = await requestToken(server.url, consumerKey, consumerSecret);
    context.output.line(issued.access_token);
    context.output.data(issued);
    return 0;
  },
};
