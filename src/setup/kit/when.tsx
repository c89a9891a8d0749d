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

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago a moment was, in its largest unit. */
export function Since({ at }: { readonly at: string }) {
  const ms = Date.now() - new Date(at).getTime();
  const [unit, size] = units.find(([, each]) => ms >= each) ?? ["minute", 60_000];
  return (
    <>{new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay: "long" }).format(Math.floor(ms / size))}</>
  );
}
