// Two texts and what differs between them: side by side where there is room, else one above the other.
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { Box, Group, Text, useComputedColorScheme } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { colours } from "./colours.ts";
import { look } from "./look.ts";
import { styleNonce } from "./style-nonce.ts";

export interface Side {
  readonly title: string;
  readonly source: string;
}

export default function DiffView({ before, after }: { readonly before: Side; readonly after: Side }) {
  const scheme = useComputedColorScheme("light");
  const wide = useMediaQuery("(min-width: 62em)") ?? true;
  const place = useRef<HTMLElement>(null);
  const [old, now] = [before.source, after.source];
  const [oldTitle, nowTitle] = [before.title, after.title];
  useEffect(() => {
    const parent = place.current!;
    const collapse = { collapseUnchanged: { margin: 3, minSize: 6 } };
    const shown = (label: string): Extension => [
      EditorView.cspNonce.of(styleNonce()),
      look(scheme),
      colours(scheme),
      lineNumbers(),
      EditorState.readOnly.of(true),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    ];
    const view = wide
      ? new MergeView({
          a: { doc: old, extensions: shown(oldTitle) },
          b: { doc: now, extensions: shown(nowTitle) },
          parent,
          ...collapse,
        })
      : new EditorView({
          doc: now,
          extensions: [
            shown(`${oldTitle} and ${nowTitle}`),
            unifiedMergeView({ original: old, mergeControls: false, ...collapse }),
          ],
          parent,
        });
    return () => view.destroy();
  }, [old, now, oldTitle, nowTitle, scheme, wide]);
  return (
    <div>
      <Group grow mb={4}>
        <Text size="sm" fw={600}>
          {oldTitle}
        </Text>
        <Text size="sm" fw={600}>
          {wide ? "" : "→ "}
          {nowTitle}
        </Text>
      </Group>
      {old === now && (
        <Text size="sm" c="dimmed" role="status">
          The two texts are the same.
        </Text>
      )}
      <Box
        ref={place as never}
        mah="60vh"
        style={{ overflow: "auto" }}
        tabIndex={0}
        role="region"
        aria-label="Differences"
      />
    </div>
  );
}
