// Reads what a person imports: scripts alone, authoring bundles, or folders that hold any number of both.

/** A file as it was chosen; `path` is its place in the chosen folder, or its name. */
export interface Chosen {
  readonly path: string;
  readonly text: string;
}

/** A script that was found, under the name that it gives itself. */
export interface Found {
  readonly path: string;
  readonly developerName: string;
  readonly source: string;
  /** Why it cannot be imported, if so. */
  readonly problem?: string;
}

const META = /\.bundle-meta\.xml$/;

/** The name that a script gives itself; the name of its file where it gives none. */
function nameIn(source: string, path: string): string {
  const [, given] = /^[ \t]+(?:developer_name|agent_name)[ \t]*:[ \t]*"?([^"\s#]+)/m.exec(source) ?? [];
  return given ?? path.replace(/^.*\//, "").replace(/\.agent$/, "");
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/") + 1);

/** The scripts among files. Snapshots of published versions (`My_Agent_2`) are left out, as a project's are. */
export function scriptsIn(files: readonly Chosen[]): readonly Found[] {
  const metas = new Map(files.filter(({ path }) => META.test(path)).map(({ path, text }) => [folderOf(path), text]));
  return files.flatMap(({ path, text: source }): readonly Found[] => {
    if (!path.endsWith(".agent")) return [];
    const meta = metas.get(folderOf(path));
    if (meta !== undefined && /<target>[^<]+\.v\d+\s*<\/target>/.test(meta) && /_\d+\/?$/.test(folderOf(path)))
      return [];
    const isAgent = meta === undefined || /<bundleType>\s*AGENT\s*<\/bundleType>/.test(meta);
    const found = { path, developerName: nameIn(source, path), source };
    return [isAgent ? found : { ...found, problem: "its bundleType is not AGENT" }];
  });
}
