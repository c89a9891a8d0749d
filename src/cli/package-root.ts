// Where the package lies, whether it runs from `src/` or from `dist/`: the folder of package.json and examples/.

export const packageRoot = new URL("../../", import.meta.url);
