// Folding: lines that hold deeper ones, and text of several lines.
import { foldingRanges } from "../../../script/editor/folding.ts";
import type { Feature } from "../feature.ts";

export const folding: Feature = {
  capabilities: { foldingRangeProvider: true },
  attach(connection, scripts) {
    connection.onFoldingRanges(({ textDocument }) =>
      foldingRanges(scripts.at(textDocument).analysis).map(({ from, to }) => ({
        startLine: from - 1,
        endLine: to - 1,
      })),
    );
  },
};
