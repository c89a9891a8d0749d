// Which app a command uses, and its key and secret.
import type { AppCredentials } from "../contract/setup.ts";
import { Failure, type Given, textOf } from "./command.ts";
import type { Operator } from "./operator.ts";

/** An app, as a command's argument. */
export const appArgument = ["<app>", "API name or id"] as const;

/** An app, where it may be left out. */
export const appOption = ["--app <name>", "API name of the external client app (the first one)"] as const;

/** Key and secret of the app that `--app` names, or of the first that programs can use. The server notes who read them. */
export async function credentialsOf(server: Operator, given: Given): Promise<AppCredentials> {
  return server.call("credentials", { app: textOf(given, "app") ?? (await firstApp(server)) });
}

async function firstApp(server: Operator): Promise<string> {
  const { apps } = await server.call("apps", {});
  const app = apps.find(({ enabled, runAs }) => enabled && runAs !== null);
  if (!app)
    throw new Failure("no_app", "The server has no external client app. Declare one under apps: in dragoman.yaml");
  return app.apiName;
}
