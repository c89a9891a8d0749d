// `dragoman user list`, `set`, `activate`, `deactivate`, `link` and `logins`: the users of an org.
import { sayChanged } from "../changed.ts";
import { type Command, type Context, dataOption, type Given } from "../command.ts";
import { readFields } from "../fields.ts";
import { findServer, orgOption } from "../operator.ts";
import { table } from "../output.ts";

const USER = ["<user>", "username or id"] as const;

export const userList: Command = {
  name: "user list",
  summary: "list the users with their roles and permission sets",
  options: [orgOption, dataOption],
  async run(context, given) {
    const { output } = context;
    const { users } = await (await findServer(context, given)).call("users", {});
    output.data(users);
    const rows = users.map(({ username, kind, role, active, permissionSets, name }) => [
      username,
      kind,
      role,
      active ? "active" : "inactive",
      permissionSets.join(" "),
      name,
    ]);
    for (const line of table(rows)) output.line(line);
    return 0;
  },
};

export const userLogins: Command = {
  name: "user logins",
  summary: "print the latest logins, refused ones included, the newest first",
  options: [orgOption, dataOption],
  async run(context, given) {
    const { output } = context;
    const { logins } = await (await findServer(context, given)).call("logins", {});
    output.data(logins);
    const rows = logins.map(({ at, username, kind, outcome, app, address }) => [
      at,
      username,
      kind,
      outcome,
      app ?? "",
      address,
    ]);
    for (const line of table(rows)) output.line(line);
    return 0;
  },
};

export const userSet: Command = {
  name: "user set",
  summary: "change fields of a user, or make one: name=value in the words of dragoman.yaml",
  arguments: [USER, ["<fields...>", "such as role=admin email=ana@example.org permissionSets=[Support]"]],
  options: [orgOption, dataOption],
  async run(context, given) {
    const [user = "", ...words] = given.args;
    const fields = readFields(words);
    return sayChanged(
      context.output,
      user,
      await (await findServer(context, given)).call("changeUser", { user }, { fields }),
    );
  },
};

const switchUser = async (context: Context, given: Given, active: boolean) => {
  const user = given.args[0]!;
  return sayChanged(
    context.output,
    user,
    await (await findServer(context, given)).call("activateUser", { user }, { active }),
  );
};

export const userActivate: Command = {
  name: "user activate",
  summary: "let a user in again",
  arguments: [USER],
  options: [orgOption, dataOption],
  run: (context, given) => switchUser(context, given, true),
};

export const userDeactivate: Command = {
  name: "user deactivate",
  summary: "keep a user out; every login and token of theirs ends",
  arguments: [USER],
  options: [orgOption, dataOption],
  run: (context, given) => switchUser(context, given, false),
};

export const userLink: Command = {
  name: "user link",
  summary: "print a link with which a user sets a password, once",
  arguments: [USER],
  options: [orgOption, dataOption],
  async run(context, given) {
    const { output } = context;
    const link = await (await findServer(context, given)).call("passwordLink", { user: given.args[0]! });
    output.data(link);
    output.line(link.url);
    output.note(`Good once, until ${link.expiresAt}. Give it to the user and to nobody else`);
    return 0;
  },
};
