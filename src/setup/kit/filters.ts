// What a list is narrowed by, kept in the address of its page: it survives a reload and can be sent to a colleague.
import { useNavigate } from "@tanstack/react-router";
import { useAsked } from "./address.ts";

/** Values by the names of the filters; those that hold nothing are left out. */
export type Filters<N extends string> = { readonly [Name in N]?: string };

/** The filters of an address. What is not known is left out: addresses are typed by hand, too. */
const heldIn = <N extends string>(search: Readonly<Record<string, unknown>>, names: readonly N[]): Filters<N> =>
  Object.fromEntries(
    names.flatMap((name) => (search[name] === undefined || search[name] === "" ? [] : [[name, String(search[name])]])),
  ) as Filters<N>;

interface Asking<N extends string> {
  readonly asked: Filters<N>;
  /** Change some filters and leave the others; an empty one holds no more. The way back leads to what held before. */
  readonly ask: (part: Filters<N>) => void;
  readonly clear: () => void;
}

/** The filters of a page, by the names that they have in its address. */
export function useFilters<N extends string>(names: readonly N[]): Asking<N> {
  const asked = heldIn(useAsked(), names);
  const navigate = useNavigate();
  return {
    asked,
    ask: (part) =>
      navigate({ to: ".", search: (former: Filters<N>) => heldIn({ ...former, ...part }, names) } as never),
    clear: () => navigate({ to: ".", search: {} } as never),
  };
}
