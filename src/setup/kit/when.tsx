// A moment, in the reader's own zone and words.

/** The moment in short; the whole of it where one points. */
export function When({ at, none = "never" }: { readonly at: string | null; readonly none?: string }) {
  if (at === null) return <>{none}</>;
  const moment = new Date(at);
  return (
    <time dateTime={at} title={moment.toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" })}>
      {moment.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}
    </time>
  );
}
