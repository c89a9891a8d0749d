// Which app a command uses, and its key and secret.
import type { AppCredentials } from "../contract/setup.ts";
import { Failure, type Given, textOf } from "./command.ts";
import type { Operator } from "./operator.ts";
import type { Output } from "./output.ts";

/** An app, as a command's argument. */
export const appArgument = ["<app>", "API name or id"] as const;

/** An app, where it may be left out. */
export const appOption = ["--app <name>", "API name of the external client app (the first one)"] as const;

/**
 * Key and secret of the app that `--app` names, or of the first that programs can use; `output` is told which that was when
 * there were others. The server notes who read them.
 */
export async function credentialsOf(server: Operator, given: Given, output?: Output): Promise<AppCredentials> {
  return server.call("credentials", { app: textOf(given, "app") ?? (await firstApp(server, output)) });
}

async function firstApp(server: Operator, output: Output | undefined): Promise<string> {
  const { apps } = await server.call("apps", {});
  const [first, ...others] = apps.filter(({ enabled, runAs }) => enabled && runAs !== null);
  if (!first) {
    throw new Failure(
      "no_app",
      "The org has no external client app for programs. Declare one under apps: in dragoman.yaml",
    );
  }
  if (others.length > 0) {
    output?.note(
      `This is the app ${first.apiName}; --app takes ${others.map(({ apiName }) => apiName).join(", ")}, too`,
    );
  }
  return first.apiName;
}
