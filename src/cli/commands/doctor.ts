// `dragoman doctor`: what is well, what is odd and what is broken, each with its cure.
import { resolve } from "node:path";
import { loadConfig } from "../../config.ts";
import { type Command, dataOption } from "../command.ts";
import { checkDatabase, checkDisk } from "../doctor/database.ts";
import type { Finding, Patient } from "../doctor/finding.ts";
import { checkDataFolder, checkKeyFile, checkLock, checkNode, checkPort, checkSettings } from "../doctor/machine.ts";
import { checkModel, checkRunning } from "../doctor/server.ts";
import { startCalls } from "../invocation.ts";
import { operatorOf } from "../operator.ts";
import { readOperatorFile } from "../operator-file.ts";
import { readSettings } from "../settings.ts";

/** In the order of a start: what comes first keeps the rest from working. */
const checks: readonly ((patient: Patient) => Promise<Finding[]> | Finding[])[] = [
  checkNode,
  checkSettings,
  checkDataFolder,
  checkKeyFile,
  checkLock,
  checkDisk,
  checkDatabase,
  checkPort,
  checkModel,
  checkRunning,
];

const marks = { ok: ["green", "ok  "], warn: ["yellow", "warn"], fail: ["red", "fail"] } as const;

export const doctor: Command = {
  name: "doctor",
  summary: "look for what keeps the server from working",
  options: [
    ["--rows", "check every session and turn on record, too; while a server runs, in a copy of its database"],
    dataOption,
  ],
  async run(context, given) {
    const { output, env, cwd } = context;
    const { config } = readSettings(context, given);
    const data = resolve(cwd, config.data);
    const file = await readOperatorFile(data);
    const server = file && operatorOf(file.url, file.token, "The server");
    const status = await server?.call("status", {}).catch(() => undefined);
    const patient: Patient = {
      config: { ...config, data },
      settingProblems: loadConfig(env).problems,
      env,
      nodeVersion: process.versions.node,
      rows: given.options.rows === true,
      startCalls: startCalls(context.self),
      ...(server && status && { running: { server, status } }),
    };
    const findings: Finding[] = [];
    for (const check of checks) {
      for (const finding of await output.progress("Looking", Promise.resolve(check(patient)))) {
        findings.push(finding);
        const [colour, mark] = marks[finding.level];
        output.line(`${output.style(colour, mark)}  ${finding.about}: ${finding.found}`);
        if (finding.cure !== undefined) output.line(`      ${output.style("dim", finding.cure)}`);
      }
    }
    output.data(findings);
    return findings.some(({ level }) => level === "fail") ? 1 : 0;
  },
};
