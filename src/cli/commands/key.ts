// `dragoman key list`, `rotate`, `withdraw` and `reseal`: the keys that sign tokens and those that seal secrets.
import type { KeyReport } from "../../contract/setup-records.ts";
import { type Command, dataOption } from "../command.ts";
import { findServer, orgOption } from "../operator.ts";
import { type Output, table } from "../output.ts";

export const keyList: Command = {
  name: "key list",
  summary: "list the keys that sign tokens, and how many secrets each secret key has sealed",
  options: [orgOption, dataOption],
  async run(context, given) {
    return sayKeys(context.output, await (await findServer(context, given)).call("keys", {}));
  },
};

export const keyRotate: Command = {
  name: "key rotate",
  summary: "publish the next signing key; it signs a day later, and tokens of the former one stay good",
  options: [
    ["--now", "sign with it at once: verifiers that keep a copy of the keys may refuse it for a while"],
    orgOption,
    dataOption,
  ],
  async run(context, given) {
    const { output } = context;
    const made = await (await findServer(context, given)).call("rotateKey", {}, { now: given.options.now === true });
    output.data(made);
    output.line(`${made.kid} signs from ${made.signsFrom}`);
    return 0;
  },
};

export const keyWithdraw: Command = {
  name: "key withdraw",
  summary: "take a signing key out of use that others may know; every token it signed ends",
  arguments: [["<kid>", "id of the key"]],
  options: [orgOption, dataOption],
  async run(context, given) {
    return sayKeys(
      context.output,
      await (await findServer(context, given)).call("withdrawKey", {}, { kid: given.args[0]! }),
    );
  },
};

export const keyReseal: Command = {
  name: "key reseal",
  summary: "seal every secret anew with the present secret key, so that a former one can be thrown away",
  options: [dataOption],
  async run(context, given) {
    const { output } = context;
    const server = await findServer(context, given);
    const reply = await output.progress("Sealing the secrets anew", server.call("resealSecrets", {}));
    output.data(reply);
    output.line(`${reply.resealed} secrets were sealed anew; all are sealed with the key ${reply.keyId} now`);
    return 0;
  },
};

function sayKeys(output: Output, keys: KeyReport): 0 {
  output.data(keys);
  const rows = keys.signing.map(({ kid, signs, signsFrom, retiredAt }) => [
    kid,
    signs ? "signs" : "",
    `from ${signsFrom}`,
    retiredAt === null ? "" : retiredAt <= signsFrom ? "out of use" : `until ${retiredAt}`,
  ]);
  for (const line of table(rows)) output.line(line);
  for (const [key, count] of Object.entries(keys.sealed)) {
    output.line(`Secret key ${key}${key === keys.secretKey ? " (in use)" : " (former)"}: sealed ${count} secrets`);
  }
  return 0;
}
