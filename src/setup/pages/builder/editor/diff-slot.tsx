// A place for differences in a dialog: their code comes when it is first wanted.
import { type ComponentProps, type ComponentType, useEffect, useState } from "react";
import { Problem, Waiting } from "../../../kit/answer.tsx";
import type DiffView from "./diff-view.tsx";

type Props = ComponentProps<typeof DiffView>;

/** Not `lazy`: what waits so in a dialog is not drawn again when its code has come, but at the next change of the page. */
export function DiffSlot(props: Props) {
  const [View, setView] = useState<ComponentType<Props>>();
  const [error, setError] = useState<Error>();
  useEffect(() => {
    import("./diff-view.tsx").then(({ default: found }) => setView(() => found), setError);
  }, []);
  if (error) return <Problem error={error} />;
  return View ? <View {...props} /> : <Waiting />;
}
