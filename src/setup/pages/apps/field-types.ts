// What a field of an app's forms is: its name in the words of dragoman.yaml, its label, and how it is entered.

/** What stands in a form: as it was typed, also where that is not yet a value. */
export type Typed = string | boolean | readonly string[];
export type TypedFields = Readonly<Record<string, Typed>>;

interface Common {
  /** As in dragoman.yaml; `idToken.minutes` is the field `minutes` of the object `idToken`. */
  readonly name: string;
  readonly label: string;
  readonly about?: string;
  readonly required?: true;
  /** Kept for metadata files; nothing on this server acts upon it. */
  readonly kept?: true;
  /** Whether it is shown, by what stands in the form. */
  readonly when?: (typed: TypedFields) => boolean;
}

export type Field = Common &
  (
    | { readonly kind: "text"; readonly type?: "email" | "tel" | "url" }
    | {
        readonly kind:
          | "area"
          | "lines"
          | "pairs"
          | "certificate"
          | "scopes"
          | "permissionSets"
          | "runAs"
          | "tokenMinutes";
      }
    | { readonly kind: "number"; readonly decimals?: true }
    | {
        readonly kind: "check";
        /** Said while it is ticked. */
        readonly warning?: string;
        /** Said, and to be accepted, before it is ticked. */
        readonly risk?: string;
      }
    | { readonly kind: "choice"; readonly options: readonly (readonly [value: string, label: string])[] }
  );

/** Fields under one heading. */
export interface Group {
  readonly title: string;
  readonly fields: readonly Field[];
}
