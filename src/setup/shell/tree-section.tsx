// One section of the tree: its heading, which opens and closes it, and the links to its pages.
import { useLocalStorage } from "@mantine/hooks";
import { Link, useRouterState } from "@tanstack/react-router";
import { useId } from "react";
import { Icon } from "../kit/icon.tsx";
import type { Place } from "../places.ts";
import { piecesOf } from "./quick-find.ts";
import classes from "./tree.module.css";

export function TreeSection({
  section,
  places,
  words,
  best,
}: {
  readonly section: string;
  readonly places: readonly Place[];
  readonly words: string;
  readonly best: Place | undefined;
}) {
  const id = useId();
  const [closed, setClosed] = useLocalStorage<readonly string[]>({ key: "dragoman-closed-sections", defaultValue: [] });
  const path = useRouterState({ select: (state) => state.location.pathname });
  // What was looked for is shown, whether its section is open or not.
  const open = section === "" || words.trim() !== "" || !closed.includes(section);
  const toggle = () =>
    setClosed((now) => (now.includes(section) ? now.filter((each) => each !== section) : [...now, section]));
  return (
    <div className={classes.section}>
      {section !== "" && (
        <h2 className={classes.heading}>
          <button type="button" aria-expanded={open} aria-controls={id} onClick={toggle}>
            <span data-open={open}>
              <Icon name="chevron" size={14} />
            </span>
            {section}
          </button>
        </h2>
      )}
      <ul id={id} hidden={!open} className={classes.links}>
        {places.map((place) => (
          <li key={place.path}>
            <Link
              to={`/${place.path}`}
              className={classes.link}
              data-best={place === best}
              aria-current={currentOf(place, path)}
            >
              <Label text={place.label} words={words} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Whether a place is the page shown, or the one that it hangs below: both begin alike. */
function currentOf({ path }: Place, shown: string): "page" | "true" | undefined {
  if (shown === `/${path}`) return "page";
  return shown.startsWith(`/${path.split("/")[0]}/`) ? "true" : undefined;
}

function Label({ text, words }: { readonly text: string; readonly words: string }) {
  const pieces = piecesOf(text, words);
  return (
    <span>
      {pieces.map(({ text: piece, marked }, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces have no other name than their place
        marked ? <mark key={at}>{piece}</mark> : piece,
      )}
    </span>
  );
}
