// The palette: one box for pages, things to do, and records, opened by a key or from the top of every page.
import { Button, Kbd, Modal, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import type { Right } from "../../contract/setup-endpoint.ts";
import { useAsk } from "../kit/ask.ts";
import { Icon } from "../kit/icon.tsx";
import classes from "./palette.module.css";
import { type PaletteAction, paletteGroups } from "./palette-actions.ts";
import { modKey } from "./shortcuts.tsx";

/** What a person has to type before records are searched. */
const LEAST_LETTERS = 2;

export function PaletteButton({ onOpen }: { readonly onOpen: () => void }) {
  return (
    <Button
      variant="default"
      onClick={onOpen}
      leftSection={<Icon name="search" />}
      rightSection={<Kbd visibleFrom="md">{`${modKey()} K`}</Kbd>}
      fw={400}
      c="dimmed"
      flex="0 1 22rem"
      miw={0}
      styles={{ inner: { justifyContent: "flex-start" }, label: { flex: 1 } }}
      px="sm"
    >
      <Text component="span" size="sm" className={classes.label}>
        Search Setup
      </Text>
    </Button>
  );
}

interface PaletteProps {
  readonly rights: readonly Right[];
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function Palette({ rights, opened, onClose }: PaletteProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      attributes={{ content: { "aria-label": "Search Setup" } }}
      size="lg"
      padding={0}
      yOffset="10vh"
      transitionProps={{ duration: 100 }}
    >
      {opened && <PaletteBox rights={rights} onClose={onClose} />}
    </Modal>
  );
}

/** A combobox whose list is always open (ARIA authoring practices): the focus stays in the box. */
function PaletteBox({ rights, onClose }: Omit<PaletteProps, "opened">) {
  const router = useRouter();
  const id = useId();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const [asked] = useDebouncedValue(words.trim(), 120);
  const enabled = asked.length >= LEAST_LETTERS;
  const answer = useAsk("search", { query: { words: asked } }, { enabled, keep: true });
  const hits = enabled && words.trim() !== "" ? (answer.data?.hits ?? []) : [];
  const groups = paletteGroups(words, rights, hits);
  const actions = groups.flatMap((group) => group.actions);
  const chosen = actions[Math.min(at, actions.length - 1)];
  const optionId = (action: PaletteAction) => `${id}-${actions.indexOf(action)}`;
  const looking = enabled && answer.isFetching;

  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [id, at]);

  const go = (action: PaletteAction) => {
    onClose();
    router.navigate({ to: action.to });
  };
  const onKey = (event: KeyboardEvent) => {
    const last = actions.length - 1;
    const next = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setAt(Math.max(0, next));
    }
    if (event.key === "Enter" && chosen) go(chosen);
  };

  return (
    <>
      <TextInput
        role="combobox"
        aria-label="Search Setup"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={chosen && optionId(chosen)}
        placeholder="A page, an agent, an app, a user, or the id of a session"
        leftSection={<Icon name="search" />}
        size="md"
        variant="unstyled"
        className={classes.box}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <div role="listbox" id={id} aria-label="What is found" className={classes.list}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is no set of fields
          <div role="group" key={group.label} aria-label={group.label}>
            <div className={classes.group} aria-hidden="true">
              {group.label}
            </div>
            {group.actions.map((action) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which names the option
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the box
              <div
                role="option"
                key={`${action.to} ${action.label}`}
                id={optionId(action)}
                aria-selected={action === chosen}
                className={classes.option}
                onMouseDown={(event) => event.preventDefault()}
                onMouseMove={() => setAt(actions.indexOf(action))}
                onClick={() => go(action)}
              >
                <span>{action.label}</span>
                <span className={classes.detail}>{action.detail}</span>
              </div>
            ))}
          </div>
        ))}
      </div>
      <p className={classes.told} role="status">
        {looking ? "Looking…" : actions.length === 0 ? "Nothing goes by these words." : `${actions.length} found`}
      </p>
    </>
  );
}
