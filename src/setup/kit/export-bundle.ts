// Saves a version as an authoring bundle, in a folder that other tools of the language read.
import { download } from "./download.ts";
import { server } from "./server.ts";
import { zipOf } from "./zip.ts";

/** Save the bundle of a version, which is named by its id, its number, or `draft`. */
export async function exportBundle(agent: { id: string; developerName: string }, version: string): Promise<void> {
  const { files } = await server.call("exportVersion", { params: { agent: agent.id, version } });
  download(`${agent.developerName}.zip`, zipOf(files), "application/zip");
}
