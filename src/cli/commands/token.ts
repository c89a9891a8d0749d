// `dragoman token`: an access token for the Agent API, as a client would get it.
import { requestToken } from "../agent-api.ts";
import { type Command, dataOption } from "../command.ts";
import { appOption, credentialsOf } from "../credentials.ts";
import { findServer, orgOption } from "../operator.ts";

export const token: Command = {
  name: "token",
  summary: "print an access token for the Agent API",
  options: [appOption, orgOption, dataOption],
  async run({ output, ...context }, given) {
    const server = await findServer({ output, ...context }, given);
    const { origin } = await server.call("status", {});
    const { consumerKey, consumerSecret } = await credentialsOf(server, given, output);
    const host = given.options.org === undefined ? undefined : new URL(origin).host;
    const issued = await requestToken(server.url, consumerKey, consumerSecret, host);
    output.line(issued.access_token);
    output.data(issued);
    return 0;
  },
};
