// The tree of pages, and the Quick Find box that filters it as one types.
import { CloseButton, ScrollArea, TextInput, VisuallyHidden } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import type { Right } from "../../contract/setup-endpoint.ts";
import { Icon } from "../kit/icon.tsx";
import { places } from "../places.ts";
import { bestOf, found } from "./quick-find.ts";
import classes from "./tree.module.css";
import { TreeSection } from "./tree-section.tsx";

interface TreeProps {
  readonly rights: readonly Right[];
  /** The box, for the key that leads to it. */
  readonly box: RefObject<HTMLInputElement | null>;
}

export function Tree({ rights, box }: TreeProps) {
  const [words, setWords] = useState("");
  const router = useRouter();
  const list = useRef<HTMLElement>(null);
  const shown = found(places, words, rights);
  const best = words.trim() === "" ? undefined : bestOf(shown, words);
  const sections = [...new Set(shown.map(({ section }) => section ?? ""))];

  const onBoxKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && words !== "") {
      event.stopPropagation();
      setWords("");
    }
    if (event.key === "Enter" && best) {
      router.navigate({ to: `/${best.path}` });
      setWords("");
    }
    if (event.key === "ArrowDown") move(event, list.current, 1);
  };
  const onListKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") move(event, list.current, 1);
    if (event.key === "ArrowUp" && !move(event, list.current, -1)) box.current?.focus();
  };

  return (
    <>
      <TextInput
        ref={box}
        role="searchbox"
        aria-label="Quick Find"
        placeholder="Quick Find"
        leftSection={<Icon name="search" />}
        rightSection={
          words !== "" && <CloseButton size="sm" aria-label="Empty Quick Find" onClick={() => setWords("")} />
        }
        autoComplete="off"
        spellCheck={false}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={onBoxKey}
        data-autofocus
      />
      <VisuallyHidden role="status">{words.trim() === "" ? "" : countOf(shown.length)}</VisuallyHidden>
      <ScrollArea className={classes.scroll} type="auto">
        <nav ref={list} aria-label="Setup pages" onKeyDown={onListKey}>
          {shown.length === 0 && (
            <p className={classes.nothing}>No page goes by these words. Try one of them alone, or another word.</p>
          )}
          {sections.map((section) => (
            <TreeSection
              key={section}
              section={section}
              places={shown.filter((place) => (place.section ?? "") === section)}
              words={words}
              best={best}
            />
          ))}
        </nav>
      </ScrollArea>
    </>
  );
}

const countOf = (pages: number) => (pages === 1 ? "One page" : `${pages} pages`);

/** Move the focus along the links and buttons of the list. False where it has come to the end. */
function move(event: KeyboardEvent, list: HTMLElement | null, by: 1 | -1): boolean {
  const stops = [...(list?.querySelectorAll<HTMLElement>("a, button") ?? [])];
  const next = stops[stops.indexOf(document.activeElement as HTMLElement) + by];
  event.preventDefault();
  next?.focus();
  return next !== undefined;
}
