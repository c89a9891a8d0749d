// `dragoman app secret` and `app rotate`: the key and secret of an app, and their replacement without a pause.
import { type Command, dataOption, misuse } from "../command.ts";
import { appArgument } from "../credentials.ts";
import { findServer, orgOption } from "../operator.ts";

export const appSecret: Command = {
  name: "app secret",
  summary: "print the consumer key and secret of an app; the audit trail says so",
  arguments: [appArgument],
  options: [["--staged", "those of the second pair"], orgOption, dataOption],
  async run(context, given) {
    const { output } = context;
    const server = await findServer(context, given);
    const found = await server.call(given.options.staged ? "stagedCredentials" : "credentials", {
      app: given.args[0]!,
    });
    output.data(found);
    output.line(`CONSUMER_KEY=${found.consumerKey}`);
    output.line(`CONSUMER_SECRET=${found.consumerSecret}`);
    return 0;
  },
};

const steps = ["stage", "rotate", "delete"] as const;

export const appRotate: Command = {
  name: "app rotate",
  summary: "replace the consumer key and secret of an app, step by step; without a step, show where it stands",
  arguments: [appArgument],
  options: [
    ["--stage", "make a second pair; `app secret --staged` shows it"],
    ["--rotate", "put the second pair in force; the former one goes on working for thirty days"],
    ["--delete", "delete the second pair, once no client uses it"],
    orgOption,
    dataOption,
  ],
  async run(context, given) {
    const { output, self } = context;
    const app = given.args[0]!;
    const asked = steps.filter((step) => given.options[step]);
    const [step] = asked;
    if (asked.length > 1) throw misuse("--stage, --rotate and --delete are steps of their own: give one");
    const server = await findServer(context, given);
    const now =
      step === undefined ? await server.call("app", { app }) : await server.call("rotateApp", { app }, { step });
    const { consumerKey, staged } = now;
    output.data({ consumerKey, staged });
    output.line(`in force  ${consumerKey}`);
    for (const pair of staged)
      output.line(`${pair.status.padEnd(9)} ${pair.consumerKey}, until ${pair.expiresAt.slice(0, 10)}`);
    output.line(`Next: ${nextStep(`${self} app`, app, staged[0]?.status)}`);
    return 0;
  },
};

/** What to do when a second pair is where it is: clients have the new one before it is in force. */
function nextStep(call: string, app: string, second: "staged" | "rotated" | undefined): string {
  if (second === undefined) return `${call} rotate ${app} --stage`;
  if (second === "rotated") return `once no client uses the former pair, ${call} rotate ${app} --delete`;
  return `give clients the pair of ${call} secret ${app} --staged, then ${call} rotate ${app} --rotate`;
}
