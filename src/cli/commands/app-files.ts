// `dragoman app import` and `app export`: external client apps as the metadata files of the original's tools.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isMetadataPath } from "../../contract/setup-records.ts";
import { type Command, dataOption, Failure, textOf } from "../command.ts";
import { appArgument } from "../credentials.ts";
import { findServer, orgOption } from "../operator.ts";

export const appImport: Command = {
  name: "app import",
  summary: "make or change apps as the metadata files of a source folder say",
  arguments: [["<folder>", "such as force-app/main/default"]],
  options: [orgOption, dataOption],
  async run(context, given) {
    const { output, cwd } = context;
    const folder = resolve(cwd, given.args[0]!);
    const files = await readFiles(folder);
    if (files.length === 0) {
      throw new Failure(
        "no_files",
        `Below ${folder} there is no externalClientApps/ with files in it: name the source folder`,
      );
    }
    const reply = await (await findServer(context, given)).call("importApps", {}, { files });
    output.data(reply);
    for (const { app, change, what } of reply.changes)
      output.line(`${change} ${app}${what.length ? `: ${what.join("; ")}` : ""}`);
    for (const { file, severity, message } of reply.problems) output.note(`${file} ${severity}: ${message}`);
    return reply.problems.some(({ severity }) => severity === "error") ? 1 : 0;
  },
};

/** Every metadata file of an external client app below a folder; links and what installs itself are not entered. */
async function readFiles(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new Failure(
      "no_folder",
      `There is no folder ${folder}: name the source folder, such as force-app/main/default`,
    );
  });
  const found = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith(".")) {
      const below = await readFiles(path);
      found.push(...below.map((file) => ({ ...file, path: `${entry.name}/${file.path}` })));
    } else if (entry.isFile() && isMetadataPath(path.split(sep).join("/"))) {
      found.push({ path: entry.name, text: await readFile(path, "utf8") });
    }
  }
  return found;
}

export const appExport: Command = {
  name: "app export",
  summary: "write an app as metadata files, without its secret",
  arguments: [appArgument],
  options: [["--out <folder>", "source folder to write to (force-app/main/default)"], orgOption, dataOption],
  async run(context, given) {
    const { output, cwd } = context;
    const { files, notices } = await (await findServer(context, given)).call("exportApp", { app: given.args[0]! });
    const folder = resolve(cwd, textOf(given, "out") ?? "force-app/main/default");
    for (const { path, text } of files) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      output.line(relative(cwd, file));
    }
    output.data({ folder, files: files.map(({ path }) => path), notices });
    for (const notice of notices) output.note(notice);
    return 0;
  },
};
