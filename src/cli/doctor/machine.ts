// Checks of the machine: Node, settings, the data folder and its files, the port. None needs a running server.
import { access, constants, readFile, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { type Finding, fail, ok, type Patient, warn } from "./finding.ts";

export function checkNode({ nodeVersion }: Patient): Finding[] {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  const enough = major > 24 || (major === 24 && minor >= 7);
  if (enough) return [ok("Node.js", nodeVersion)];
  return [
    fail("Node.js", `${nodeVersion} is too old`, "Run through npm, which brings its own, or install 24.7 or newer"),
  ];
}

export function checkSettings({ settingProblems }: Patient): Finding[] {
  if (settingProblems.length === 0) return [ok("Settings", "every DRAGOMAN_ variable is known")];
  return settingProblems.map(({ env, message }) => warn("Settings", message, `Correct or unset ${env}`));
}

export async function checkDataFolder({ config: { data } }: Patient): Promise<Finding[]> {
  const stats = await stat(data).catch(() => undefined);
  if (!stats) return [await checkPlace(data)];
  if (!stats.isDirectory())
    return [fail("Data folder", `${data} is not a folder`, "Choose another with DRAGOMAN_DATA")];
  if (await writable(data)) return [ok("Data folder", data)];
  return [fail("Data folder", `${data} cannot be written`, `Make it yours: chown -R "$(id -un)" '${data}'`)];
}

/** Where the data folder would be made: the nearest folder above it that is there decides. */
async function checkPlace(data: string): Promise<Finding> {
  let above = dirname(data);
  while (above !== dirname(above) && !(await stat(above).catch(() => undefined))) above = dirname(above);
  if (await writable(above)) return ok("Data folder", `${data} will be made on the first start`);
  return fail("Data folder", `${data} cannot be made in ${above}`, "Choose another with DRAGOMAN_DATA");
}

const writable = (folder: string) =>
  access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );

export async function checkKeyFile({ config: { data, secretKey } }: Patient): Promise<Finding[]> {
  if (secretKey !== undefined) return [ok("Secret key", "from DRAGOMAN_SECRET_KEY")];
  const file = join(data, "secret.key");
  const stats = await stat(file).catch(() => undefined);
  if (!stats) return [ok("Secret key", `${file} will be made on the first start`)];
  const others = process.platform !== "win32" && (stats.mode & 0o077) !== 0;
  if (!others) return [ok("Secret key", file)];
  return [fail("Secret key", `${file} can be read by other users`, `Make it yours alone: chmod 600 '${file}'`)];
}

/** The lock of the embedded database: a JSON file that names its holder (see `store/lock.ts`). */
export async function checkLock({ config: { data, databaseUrl }, running }: Patient): Promise<Finding[]> {
  if (databaseUrl !== undefined) return [];
  const file = join(data, "lock");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return [ok("Lock", "free")];
  const pid = /"pid":\s*(\d+)/.exec(text)?.[1];
  if (pid === undefined || !isAlive(Number(pid)))
    return [ok("Lock", "left by a process that is gone; taken over on start")];
  if (running) return [ok("Lock", `held by the running server, process ${pid}`)];
  const cure = "Wait until it listens, stop it, or choose another folder with DRAGOMAN_DATA";
  return [warn("Lock", `process ${pid} holds ${file}, and no server answers`, cure)];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export async function checkPort({ config: { host, port }, running }: Patient): Promise<Finding[]> {
  if (running) return [ok("Port", `the server listens at ${running.server.url}`)];
  if (port === 0) return [ok("Port", "a free one is taken at start")];
  const error = await tryToListen(host, port);
  if (!error) return [ok("Port", `${host}:${port} is free`)];
  const cures: Readonly<Record<string, string>> = {
    EADDRINUSE: "Stop what listens there, or choose another with PORT",
    EACCES: "Ports below 1024 need rights: choose a higher one with PORT",
    EADDRNOTAVAIL: "Set HOST to an address of this machine, as a rule 127.0.0.1",
  };
  return [
    fail(
      "Port",
      `${host}:${port} cannot be used (${error.code})`,
      cures[error.code ?? ""] ?? "Choose another with PORT",
    ),
  ];
}

function tryToListen(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", resolve);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
