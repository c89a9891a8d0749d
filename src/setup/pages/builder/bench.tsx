// The bench: explorer, script, graph and resources of one text of an agent, with its problems below and the preview beside it.
import { Box, Button, Drawer, Group, Paper, ScrollArea, Stack, Tabs, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import type { AgentDetail, AgentVersion, TargetState } from "../../../contract/setup-agents.ts";
import { useAsked } from "../../kit/address.ts";
import { Waiting } from "../../kit/answer.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useUnresolved } from "../../kit/unresolved-targets.tsx";
import classes from "./builder.module.css";
import { BuilderHeader } from "./builder-header.tsx";
import type { useDeeds } from "./deeds.ts";
import type { Studied } from "./editor/diagnose.ts";
import type { ScriptEditorHandle } from "./editor/script-editor.tsx";
import { Explorer } from "./explorer.tsx";
import { GraphView } from "./graph-view.tsx";
import type { Sound } from "./language/study.ts";
import { ProblemsList } from "./problems-list.tsx";
import { Resources } from "./resources.tsx";
import { CompareDialog } from "./versions/compare-dialog.tsx";
import { VersionsDrawer } from "./versions/versions-drawer.tsx";

const ScriptEditor = lazy(() => import("./editor/script-editor.tsx"));
const PreviewPanel = lazy(() =>
  import("../preview/preview-panel.tsx").then(({ PreviewPanel: found }) => ({ default: found })),
);

interface BenchProps {
  readonly agent: AgentDetail;
  readonly shown: AgentVersion | undefined;
  readonly editor: RefObject<ScriptEditorHandle | null>;
  readonly source: string;
  readonly editable: boolean;
  readonly deeds: ReturnType<typeof useDeeds>;
  /** How the draft stands, for the header. */
  readonly state: ReactNode;
  readonly notice?: ReactNode;
  readonly activates: AgentVersion | undefined;
  readonly onVersion: (id: string | undefined) => void;
  readonly onClone: (version: AgentVersion) => unknown;
  readonly onEdit?: () => void;
  readonly onRename?: (offset: number) => void;
  /** Told how many errors the script has, whenever it was read. */
  readonly onErrors?: (errors: number) => void;
  /** Told which targets lead nowhere, whenever that changes. */
  readonly onUnresolved?: (targets: readonly TargetState[]) => void;
  readonly onCommit?: () => void;
  readonly onDiscard?: () => void;
}

type Opened = "versions" | "explorer" | { readonly compare: string | undefined };

const nothing = () => {};

export function Bench(props: BenchProps) {
  const { agent, shown, editor, editable, deeds, onVersion, onErrors = nothing } = props;
  const [tab, setTab] = useState<string | null>("script");
  const [opened, setOpened] = useState<Opened>();
  const [studied, setStudied] = useState<Studied>();
  const [sound, setSound] = useState<Sound>();
  const { preview: leftOpen } = useAsked();
  const navigate = useNavigate();
  // A conversation that the address names was open when the page was left.
  const [previews, setPreviews] = useState(deeds.mayBuild && leftOpen !== undefined);
  const narrow = useMediaQuery(previews ? "(max-width: 90em)" : "(max-width: 62em)") ?? false;

  const learn = (found: Studied) => {
    setStudied(found);
    if (found.study.sound) setSound(found.study.sound);
    onErrors(found.study.problems.filter(({ severity }) => severity === "error").length);
  };
  const show = (line: number) => {
    setTab("script");
    setOpened(undefined);
    // The editor is measured once its tab is on the page.
    requestAnimationFrame(() => editor.current?.show(line));
  };
  const unresolved = useUnresolved(sound?.actions);
  const { onUnresolved } = props;
  const named = unresolved.map(({ target, says }) => `${target} ${says}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is told is compared by what it says
  useEffect(() => onUnresolved?.(unresolved), [named]);
  const togglePreview = () => {
    setPreviews(!previews);
    // What was closed stays closed after a reload; its conversation comes back when it is opened again.
    if (previews)
      navigate({ to: ".", search: (former: object) => ({ ...former, preview: undefined }), replace: true } as never);
  };
  const preview = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a narrow page it opens below the script, out of sight.
    if (previews) preview.current?.scrollIntoView({ block: "nearest" });
  }, [previews]);
  const stale = studied !== undefined && studied.study.sound === undefined;
  const explorer = <Explorer outline={studied?.study.outline ?? []} onShow={show} />;
  const partsOf = (view: (found: Sound) => ReactNode) =>
    sound ? (
      view(sound)
    ) : (
      <Text p="md" c="dimmed">
        {stale ? "This appears once the script has no errors." : "Reading the script…"}
      </Text>
    );
  const activate = props.activates;
  return (
    <Stack gap={0} className={classes.builder}>
      <BuilderHeader
        agent={sound ? { ...agent, label: sound.label } : agent}
        shown={shown?.id}
        state={props.state}
        canCommit={props.onCommit !== undefined}
        activates={activate}
        onVersion={onVersion}
        onVersions={() => setOpened("versions")}
        onCompare={() => setOpened({ compare: undefined })}
        onExport={() => shown && deeds.export(shown.id)}
        onCommit={deeds.mayBuild ? props.onCommit : undefined}
        onDiscard={deeds.mayBuild ? props.onDiscard : undefined}
        onActivate={deeds.mayActivate && activate ? () => deeds.activate(activate) : undefined}
        onDeactivate={deeds.mayActivate && agent.active ? deeds.deactivate : undefined}
      />
      {agent.fromProject && (
        <Text size="xs" c="dimmed" pb="xs">
          From the project folder: what you commit here stays until the file there changes, whose text is then committed
          and activated. Export the bundle to carry your change into the folder.
        </Text>
      )}
      {props.notice && <Box pb="xs">{props.notice}</Box>}
      <div className={classes.columns}>
        {!narrow && (
          <Paper withBorder className={classes.explorer}>
            <ScrollArea h="100%" p={6} type="auto">
              {explorer}
            </ScrollArea>
          </Paper>
        )}
        <Paper withBorder className={classes.middle}>
          {/* Hidden by style: the library's other way takes effects down, and with them the editor. */}
          <Tabs value={tab} onChange={setTab} keepMountedMode="display-none" className={classes.tabs}>
            <div className={classes.bar}>
              <Tabs.List>
                <Tabs.Tab value="script">Script</Tabs.Tab>
                <Tabs.Tab value="graph">Graph</Tabs.Tab>
                <Tabs.Tab value="resources">Variables and actions</Tabs.Tab>
              </Tabs.List>
              <Group ml="auto" px={6} py={4} gap={6}>
                {narrow && (
                  <Button size="compact-sm" variant="default" onClick={() => setOpened("explorer")}>
                    Explorer
                  </Button>
                )}
                {deeds.mayBuild && (
                  <Button
                    size="compact-sm"
                    variant={previews ? "filled" : "default"}
                    aria-expanded={previews}
                    leftSection={<Icon name="play" size={14} />}
                    onClick={togglePreview}
                  >
                    Preview
                  </Button>
                )}
              </Group>
            </div>
            <Tabs.Panel value="script" className={classes.panel}>
              <Suspense fallback={<Waiting lines={10} />}>
                <ScriptEditor
                  ref={editor}
                  source={props.source}
                  developerName={agent.developerName}
                  readOnly={!editable}
                  label={`Agent Script of ${agent.developerName}`}
                  onEdit={props.onEdit ?? nothing}
                  onStudied={learn}
                  onRename={props.onRename ?? nothing}
                />
              </Suspense>
            </Tabs.Panel>
            <Tabs.Panel value="graph" className={classes.scrolled}>
              {partsOf((found) => (
                <GraphView sound={found} stale={stale} onShow={show} />
              ))}
            </Tabs.Panel>
            <Tabs.Panel value="resources" className={classes.scrolled}>
              {partsOf((found) => (
                <Resources sound={found} stale={stale} visible={tab === "resources"} onShow={show} />
              ))}
            </Tabs.Panel>
          </Tabs>
          {tab === "script" && (
            <>
              <ProblemsList
                problems={studied?.study.problems}
                source={studied?.source ?? props.source}
                editable={editable}
                onShow={show}
                onFix={(edits) => editor.current?.edit(edits)}
              />
              <Text size="xs" c="dimmed" px="sm" pb={6} visibleFrom="sm">
                F12 definition · F2 rename · Shift+Alt+F format · Ctrl+Space complete · F8 next problem · Esc, then Tab
                leaves
              </Text>
            </>
          )}
        </Paper>
        {previews && (
          <Paper ref={preview} withBorder p="sm" className={classes.preview}>
            <Suspense fallback={<Waiting lines={6} />}>
              <PreviewPanel
                agentId={agent.id}
                developerName={agent.developerName}
                source={studied?.source ?? props.source}
                {...(!editable && shown && { versionId: shown.id })}
                onShow={show}
              />
            </Suspense>
          </Paper>
        )}
      </div>
      {opened === "explorer" && (
        <Drawer opened onClose={() => setOpened(undefined)} title="Explorer" size="xs">
          {explorer}
        </Drawer>
      )}
      {opened === "versions" && (
        <VersionsDrawer
          agent={agent}
          onClose={() => setOpened(undefined)}
          onOpen={({ id }) => {
            setOpened(undefined);
            onVersion(id);
          }}
          onCompare={({ id }) => setOpened({ compare: id })}
          onExport={({ id }) => deeds.export(id)}
          onClone={deeds.mayBuild ? props.onClone : undefined}
          onActivate={deeds.mayActivate ? deeds.activate : undefined}
        />
      )}
      {typeof opened === "object" && (
        <CompareDialog
          agent={agent}
          first={opened.compare}
          shown={shown}
          here={editor.current?.text() ?? props.source}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Stack>
  );
}
