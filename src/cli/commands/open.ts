// `dragoman open`: opens the running server's pages in the browser, logged in by a one-time link.
import { openBrowser } from "../browser.ts";
import { type Command, dataOption, textOf } from "../command.ts";
import { findServer, orgOption } from "../operator.ts";

export const open: Command = {
  name: "open",
  summary: "open the server's pages in the browser, logged in as admin",
  options: [
    ["--print", "only print the link, which works once and for ten minutes"],
    ["--user <username>", "log in as this user (the oldest admin; without one, make the first)"],
    orgOption,
    dataOption,
  ],
  async run(context, given) {
    const { output } = context;
    const server = await findServer(context, given);
    const username = textOf(given, "user");
    const link = await server.call("open", {}, username === undefined ? {} : { username });
    output.data(link);
    if (given.options.print || output.json) {
      output.line(link.url);
      return 0;
    }
    if (await openBrowser(link.url, process.platform)) {
      output.line("Opened in the browser.");
      return 0;
    }
    output.note("No browser could be opened here. Open this link, which works once and for ten minutes:");
    output.line(link.url);
    return 0;
  },
};
