// A file that the server writes a piece at a time, as CSV or JSONL: it grows before the reader, and can be stopped.
import { Alert, Button, Group, Menu, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import type { ExportFormat, FilePiece } from "../../contract/setup-file.ts";
import { download } from "./download.ts";

const formats: Readonly<Record<ExportFormat, { readonly label: string; readonly type: string }>> = {
  csv: { label: "CSV", type: "text/csv" },
  jsonl: { label: "JSONL", type: "application/jsonl" },
};

type Standing =
  | { readonly is: "idle" }
  | { readonly is: "busy"; readonly rows: number }
  | { readonly is: "cut"; readonly rows: number }
  | { readonly is: "failed"; readonly why: string };

interface Props {
  /** Beginning of the file's name; the time follows. */
  readonly name: string;
  readonly pieces: (format: ExportFormat, signal: AbortSignal) => AsyncIterable<FilePiece>;
}

export function ExportMenu({ name, pieces }: Props) {
  const [standing, setStanding] = useState<Standing>({ is: "idle" });
  const stop = useRef<AbortController>(undefined);
  const save = async (format: ExportFormat) => {
    const given = new AbortController();
    const { signal } = given;
    stop.current = given;
    const texts: string[] = [];
    let rows = 0;
    let cut = false;
    setStanding({ is: "busy", rows });
    try {
      for await (const piece of pieces(format, signal)) {
        texts.push(piece.text);
        rows += piece.rows;
        cut ||= piece.cut;
        setStanding({ is: "busy", rows });
      }
      const time = new Date().toISOString().slice(0, 19).replaceAll(":", "");
      download(`${name}-${time}.${format}`, texts.join(""), formats[format].type);
      setStanding(cut ? { is: "cut", rows } : { is: "idle" });
    } catch (error) {
      setStanding(signal.aborted ? { is: "idle" } : { is: "failed", why: (error as Error).message });
    }
  };
  if (standing.is === "busy") {
    return (
      <Group gap="xs" role="status">
        <Text size="sm">{`${standing.rows.toLocaleString()} rows`}</Text>
        <Button variant="default" onClick={() => stop.current?.abort()}>
          Stop
        </Button>
      </Group>
    );
  }
  return (
    <Stack gap="xs" align="flex-end">
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default">Export</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(formats) as ExportFormat[]).map((format) => (
            <Menu.Item key={format} onClick={() => save(format)}>
              {formats[format].label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {standing.is !== "idle" && (
        <Alert
          color={standing.is === "cut" ? "yellow" : "red"}
          role="alert"
          withCloseButton
          closeButtonLabel="Close"
          onClose={() => setStanding({ is: "idle" })}
        >
          {standing.is === "cut"
            ? `The file ends after ${standing.rows.toLocaleString()} rows. Narrow the filters, or raise DRAGOMAN_EXPORT_ROWS.`
            : `The file was not made: ${standing.why}`}
        </Alert>
      )}
    </Stack>
  );
}
