// Groups of fields: as a form, or only to be looked at.
import { Alert, Paper, Stack, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useAsk } from "../../kit/ask.ts";
import styles from "./apps.module.css";
import { FieldInput } from "./field-input.tsx";
import type { Field, Group, Typed, TypedFields } from "./field-types.ts";
import type { PlacedProblems } from "./problem-places.ts";
import { scopeTitle } from "./scope-title.ts";

/** Kinds of fields that have a row to themselves. */
const wide: ReadonlySet<Field["kind"]> = new Set([
  "area",
  "certificate",
  "check",
  "lines",
  "pairs",
  "permissionSets",
  "scopes",
]);

const shownIn = ({ fields }: Group, typed: TypedFields) => fields.filter(({ when }) => when?.(typed) ?? true);

export function FieldGroup({
  group,
  typed,
  problems,
  onChange,
}: {
  readonly group: Group;
  readonly typed: TypedFields;
  readonly problems: PlacedProblems;
  readonly onChange: (name: string, value: Typed) => void;
}) {
  return (
    <Paper withBorder p="md" component="section" aria-label={group.title}>
      <Stack>
        <Title order={2} size="h4">
          {group.title}
        </Title>
        <div className={styles.fields}>
          {shownIn(group, typed).map((field) => (
            <div key={field.name} data-wide={wide.has(field.kind) || undefined}>
              <FieldInput
                field={field}
                value={typed[field.name] ?? ""}
                problem={problems.at[field.name]}
                onChange={(value) => onChange(field.name, value)}
              />
            </div>
          ))}
        </div>
      </Stack>
    </Paper>
  );
}

/** What is wrong besides the fields. The focus goes to the first field that is refused, or here. */
export function OtherProblems({ problems }: { readonly problems: PlacedProblems }) {
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const refused = Object.keys(problems.at);
    if (refused.length === 0 && problems.others.length === 0) return;
    const field = document.querySelector<HTMLElement>('form [aria-invalid="true"]');
    (field ?? here.current)?.focus();
  }, [problems]);
  const count = Object.keys(problems.at).length;
  if (count === 0 && problems.others.length === 0) return <div ref={here} tabIndex={-1} />;
  return (
    <Alert color="red" role="alert" title="Nothing was saved" ref={here} tabIndex={-1}>
      {count > 0 && <Text size="sm">{count === 1 ? "One field needs" : `${count} fields need`} another value.</Text>}
      {problems.others.map((sentence) => (
        <Text key={sentence} size="sm">
          {sentence}
        </Text>
      ))}
    </Alert>
  );
}

export function ShownGroup({ group, typed }: { readonly group: Group; readonly typed: TypedFields }) {
  const { data } = useAsk("appChoices");
  const words = (field: Field): string => {
    const value = typed[field.name] ?? "";
    if (field.kind === "check") return value === true ? "Yes" : "No";
    if (field.kind === "choice") return field.options.find(([option]) => option === value)?.[1] ?? String(value);
    if (field.kind === "tokenMinutes") return value === "" ? "–" : `${value} minutes`;
    if (field.kind === "permissionSets") return Array.isArray(value) ? value.join("\n") || "–" : "–";
    if (field.kind !== "scopes") return String(value) || "–";
    const scopes = Array.isArray(value) ? value : [];
    const held = data?.scopes.filter(({ values }) => values.some((each) => scopes.includes(each))) ?? [];
    return held.map(scopeTitle).join("\n") || scopes.join("\n") || "–";
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={group.title}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {group.title}
        </Title>
        <dl className={styles.facts}>
          {shownIn(group, typed).map((field) => (
            <FactRow key={field.name} label={field.label} value={words(field)} />
          ))}
        </dl>
      </Stack>
    </Paper>
  );
}

function FactRow({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
