// `dragoman app show`, `set`, `enable` and `disable`: single external client apps of the running server.
import { sayChanged } from "../changed.ts";
import { type Command, type Context, dataOption, type Given } from "../command.ts";
import { appArgument } from "../credentials.ts";
import { readFields } from "../fields.ts";
import { findServer, orgOption } from "../operator.ts";
import { table } from "../output.ts";

export const appShow: Command = {
  name: "app show",
  summary: "show an app with every setting and policy, and without its secret",
  arguments: [appArgument],
  options: [orgOption, dataOption],
  async run(context, given) {
    const { output } = context;
    const app = await (await findServer(context, given)).call("app", { app: given.args[0]! });
    output.data(app);
    const rows = Object.entries({ id: app.id, consumerKey: app.consumerKey, madeBy: app.madeBy, ...app.fields });
    for (const line of table(rows.map(([name, value]) => [name, shown(value)]))) output.line(line);
    for (const { status, consumerKey, expiresAt } of app.staged) {
      output.line(`${status} pair   ${consumerKey}, until ${expiresAt.slice(0, 10)}`);
    }
    for (const { sentence } of app.notices) output.note(sentence);
    return 0;
  },
};

const shown = (value: unknown) => (typeof value === "string" ? value.trimEnd() : JSON.stringify(value));

export const appSet: Command = {
  name: "app set",
  summary: "change fields of an app, or make one: name=value in the words of dragoman.yaml",
  arguments: [
    appArgument,
    ["<fields...>", 'such as label="The web shop" callbackUrls=[https://shop.example/cb] description=none'],
  ],
  options: [orgOption, dataOption],
  async run(context, given) {
    const [app = "", ...words] = given.args;
    const fields = readFields(words);
    return sayChanged(
      context.output,
      app,
      await (await findServer(context, given)).call("changeApp", { app }, { fields }),
    );
  },
};

const switchApp = async (context: Context, given: Given, enabled: boolean) => {
  const app = given.args[0]!;
  return sayChanged(
    context.output,
    app,
    await (await findServer(context, given)).call("enableApp", { app }, { enabled }),
  );
};

export const appEnable: Command = {
  name: "app enable",
  summary: "let an app get tokens again",
  arguments: [appArgument],
  options: [orgOption, dataOption],
  run: (context, given) => switchApp(context, given, true),
};

export const appDisable: Command = {
  name: "app disable",
  summary: "refuse an app; every token and grant it has ends",
  arguments: [appArgument],
  options: [orgOption, dataOption],
  run: (context, given) => switchApp(context, given, false),
};
