// The graph of subagents as the script draws it: every box jumps to its line, and the same is told in words.
import { Alert, Anchor, Box, List, Stack, Text } from "@mantine/core";
import type { GraphEdge, GraphNode } from "../../../script/graph.ts";
import type { Box as Placed, Way } from "../../../script/graph-layout.ts";
import type { Sound } from "./language/study.ts";

interface Shown {
  readonly sound: Sound;
  /** Whether the script has errors since: the drawing is of the text before them. */
  readonly stale: boolean;
  readonly onShow: (line: number) => void;
}

export function GraphView({ sound, stale, onShow }: Shown) {
  const { layout, lines, graph } = sound;
  return (
    <Stack gap="sm" p="sm">
      {stale && (
        <Alert color="yellow" variant="light">
          The script has errors. This is the graph from before them.
        </Alert>
      )}
      <Box style={{ overflowX: "auto" }} tabIndex={0} role="region" aria-label="Drawing of the subagents">
        <svg
          width={layout.width}
          height={layout.height}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          fontFamily="var(--mantine-font-family-monospace)"
          fontSize={12}
        >
          <title>Graph of subagents</title>
          <defs>
            <marker id="way-end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
              <path d="M0 0L8 4L0 8z" fill="var(--mantine-color-text)" />
            </marker>
          </defs>
          {layout.ways.map((way) => (
            <path key={keyOf(way.edge)} {...lineOf(way)} fill="none" stroke="var(--mantine-color-text)" />
          ))}
          {layout.boxes.map((box) => (
            <PlaceBox key={box.node.id} box={box} line={lines[box.node.id]} onShow={onShow} />
          ))}
          {layout.ways.map(({ edge, label, labelAt }) => (
            <text
              key={keyOf(edge)}
              x={labelAt.x}
              y={labelAt.y}
              fontSize={11}
              fill="var(--mantine-color-text)"
              stroke="var(--mantine-color-body)"
              strokeWidth={3}
              paintOrder="stroke"
            >
              <title>{edge.through}</title>
              {label}
            </text>
          ))}
        </svg>
      </Box>
      <InWords nodes={graph.nodes} edges={graph.edges} lines={lines} onShow={onShow} />
    </Stack>
  );
}

const keyOf = ({ from, to, by, through, conditional }: GraphEdge) => [from, to, by, through, conditional].join(" ");

/** A way leaves to the right, runs below its label and bends to its end; a delegation is dashed. */
function lineOf({ edge, points: { from, bend, turn, to }, arrives }: Way) {
  const reach = arrives === 1 ? Math.max(30, (to.x - bend.x) / 2) : 60;
  const curve = `C${bend.x + reach} ${bend.y} ${turn.x - arrives * reach} ${turn.y} ${turn.x} ${turn.y}`;
  const rest = turn.x === to.x ? "" : `H${to.x}`;
  return {
    d: `M${from.x} ${from.y}H${bend.x}${curve}${rest}`,
    markerEnd: "url(#way-end)",
    ...(edge.by === "delegation" && { strokeDasharray: "5 4" }),
  };
}

const kinds: Readonly<Record<GraphNode["kind"], string>> = {
  start: "where it begins",
  subagent: "subagent",
  connected: "connected agent",
  escalate: "way out",
  end: "way out",
};

function PlaceBox({
  box: { node, text, x, y, width, height },
  line,
  onShow,
}: {
  readonly box: Placed;
  readonly line: number | undefined;
  readonly onShow: (line: number) => void;
}) {
  const round = node.kind !== "subagent" && node.kind !== "connected";
  const press = line === undefined ? undefined : () => onShow(line);
  const frame = (inset: number) => (
    <rect
      x={x + inset}
      y={y + inset}
      width={width - 2 * inset}
      height={height - 2 * inset}
      rx={round ? 16 : 3}
      fill={node.kind === "start" ? "var(--mantine-primary-color-light)" : "var(--mantine-color-body)"}
      stroke="var(--mantine-color-text)"
      strokeWidth={node.kind === "start" ? 2.5 : 1.5}
    />
  );
  return (
    <g
      {...(press && {
        role: "button",
        tabIndex: 0,
        "aria-label": `${node.name}, ${kinds[node.kind]}, line ${line}`,
        onClick: press,
        onKeyDown: (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          press();
        },
        style: { cursor: "pointer" },
      })}
    >
      <title>{node.name}</title>
      {frame(0)}
      {node.kind === "connected" && frame(3)}
      <text x={x + width / 2} y={y + height / 2 + 4} textAnchor="middle" fill="var(--mantine-color-text)">
        {text}
      </text>
    </g>
  );
}

const verbs: Readonly<Record<GraphEdge["by"], string>> = {
  tool: "goes on to",
  statement: "goes on to",
  delegation: "asks",
};

function InWords({ nodes, edges, lines, onShow }: Sound["graph"] & Pick<Sound, "lines"> & Pick<Shown, "onShow">) {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return (
    <details>
      <summary>The graph in words</summary>
      <List size="sm" mt="xs">
        {nodes.map(({ id, name, kind }) => {
          const line = lines[id];
          const ways = edges.filter(({ from }) => from === id);
          return (
            <List.Item key={id}>
              {line === undefined ? (
                name
              ) : (
                <Anchor component="button" type="button" onClick={() => onShow(line)}>
                  {name}
                </Anchor>
              )}{" "}
              <Text span size="sm" c="dimmed">
                ({kinds[kind]})
              </Text>
              {ways.map((way) => ` ${verbs[way.by]} ${names.get(way.to)} by ${wordsOf(way)}`).join(";")}
            </List.Item>
          );
        })}
      </List>
    </details>
  );
}

const wordsOf = ({ through, conditional }: GraphEdge) => `${through}${conditional ? ", under a condition" : ""}`;
