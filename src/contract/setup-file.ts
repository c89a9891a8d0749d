// Files that Setup's API sends as a stream of pieces: how they are written, and what a piece is.
import { z } from "zod";

export const ExportFormat = z.enum(["csv", "jsonl"]);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** A piece of a file: its pieces, joined, are the file. */
export const FilePiece = z.object({
  text: z.string(),
  rows: z.number().int(),
  cut: z.boolean().describe("The file ends here because it may hold no more rows"),
});
export type FilePiece = z.infer<typeof FilePiece>;
