// The explorer: everything in the script that has a name, as a tree that jumps to it.
import { Box, Group, Text, Tree, type TreeNodeData, useTree } from "@mantine/core";
import type { KeyboardEvent } from "react";
import type { DocumentSymbol } from "../../../script/editor/outline.ts";
import { Icon } from "../../kit/icon.tsx";

/** The branches at the top, and which symbols hang in each; a symbol hangs in the first that takes it. */
const branches: readonly { readonly label: string; readonly takes: (symbol: DocumentSymbol) => boolean }[] = [
  { label: "Subagents", takes: ({ kind }) => kind === "node" || kind === "connected agent" },
  { label: "Variables", takes: ({ name, kind }) => kind === "block" && name === "variables" },
  { label: "Connections", takes: ({ kind }) => kind === "connection" },
  { label: "Data", takes: ({ name, kind }) => kind === "block" && name === "knowledge" },
  { label: "Settings", takes: () => true },
];

/** Branches whose one block is not shown again below them. */
const alone = new Set(["Variables", "Data"]);

/** A value says its line, so that a press needs to know nothing else. */
const nodeOf = (symbol: DocumentSymbol, path: string): TreeNodeData => {
  const value = `${path}/${symbol.kind}:${symbol.name}@${symbol.span.start.line}`;
  const children = symbol.children.map((child) => nodeOf(child, value));
  return { value, label: symbol.name, ...(children.length > 0 && { children }) };
};

function treeOf(outline: readonly DocumentSymbol[]): TreeNodeData[] {
  return branches.flatMap(({ label, takes }): TreeNodeData[] => {
    const mine = outline.filter(
      (symbol) => branches.find((branch) => branch.takes(symbol))?.label === label && takes(symbol),
    );
    const shown = alone.has(label) ? mine.flatMap(({ children }) => children) : mine;
    if (shown.length === 0) return [];
    return [{ value: `branch:${label}`, label, children: shown.map((symbol) => nodeOf(symbol, label)) }];
  });
}

const lineIn = (value: string | undefined): number | undefined => {
  const [, line] = /@(\d+)$/.exec(value ?? "") ?? [];
  return line === undefined ? undefined : Number(line);
};

export function Explorer({
  outline,
  onShow,
}: {
  readonly outline: readonly DocumentSymbol[];
  readonly onShow: (line: number) => void;
}) {
  const tree = useTree({ initialExpandedState: { "branch:Subagents": true } });
  const go = (value: string | undefined) => {
    const line = lineIn(value);
    if (line !== undefined) onShow(line);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "Enter") return;
    const item = (event.target as HTMLElement).closest<HTMLElement>("[role=treeitem]");
    go(item?.dataset.value);
  };
  if (outline.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="xs">
        Subagents, variables and actions appear here as they are written.
      </Text>
    );
  }
  return (
    <Tree
      aria-label="Explorer"
      data={treeOf(outline)}
      tree={tree}
      levelOffset="sm"
      expandOnClick={false}
      onKeyDown={onKeyDown}
      renderNode={({ node, expanded, hasChildren, isRoot, elementProps }) => (
        <Group
          {...elementProps}
          gap={2}
          wrap="nowrap"
          py={3}
          onClick={(event) => {
            elementProps.onClick(event);
            if (isRoot) tree.toggleExpanded(node.value);
            else go(node.value);
          }}
        >
          <Box
            w={18}
            h={18}
            style={{ flexShrink: 0, transform: expanded ? "rotate(90deg)" : "none" }}
            onClick={(event) => {
              if (!hasChildren || isRoot) return;
              event.stopPropagation();
              tree.toggleExpanded(node.value);
            }}
          >
            {hasChildren && <Icon name="chevron" size={16} />}
          </Box>
          <Text size="sm" truncate fw={isRoot ? 600 : 400} title={String(node.label)}>
            {node.label}
          </Text>
        </Group>
      )}
    />
  );
}
