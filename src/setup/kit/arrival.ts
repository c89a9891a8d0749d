// What happens when a person comes to another page: its heading gets the focus, and its title is read out.
import { createContext, type RefObject, useContext, useEffect } from "react";

export interface Arrivals {
  /** Counts the pages gone to since this document was loaded; none yet is 0. */
  readonly count: number;
  /** Tell the title of the page that is shown now. */
  readonly arrived: (title: string) => void;
}

export const ArrivalContext = createContext<Arrivals>({ count: 0, arrived: () => {} });

/** Put the title on the browser's tab and have it read out; on every page but the first, move the focus to its heading. */
export function useArrival(title: string, heading: RefObject<HTMLHeadingElement | null>): void {
  const { count, arrived } = useContext(ArrivalContext);
  useEffect(() => {
    document.title = `${title} | Setup`;
    if (count > 0) arrived(title);
  }, [title, count, arrived]);
  useEffect(() => {
    if (count > 0) heading.current?.focus();
  }, [count, heading]);
}
