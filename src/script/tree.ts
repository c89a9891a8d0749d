// The tree of Agent Script as data: expressions, templates and statements, each with the span it came from.

/** A place in the source. `line` and `column` count from 1, `offset` from 0, in UTF-16 units. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export interface Span {
  readonly start: Position;
  readonly end: Position;
}

export type BinaryOperator =
  | "or"
  | "and"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "is"
  | "is not"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "in"
  | "not in";
export type UnaryOperator = "not" | "-" | "+";

/** An expression (spec §1.9). `missing` stands where the source was damaged: it reported once and stays quiet after. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null; readonly span: Span }
  | { readonly kind: "date"; readonly value: string; readonly span: Span }
  | { readonly kind: "template"; readonly template: Template; readonly span: Span }
  | { readonly kind: "reference"; readonly namespace: string; readonly name: string; readonly span: Span }
  | { readonly kind: "member"; readonly of: Expression; readonly name: string; readonly span: Span }
  | { readonly kind: "index"; readonly of: Expression; readonly at: Expression; readonly span: Span }
  | { readonly kind: "call"; readonly callee: string; readonly args: readonly Expression[]; readonly span: Span }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "conditional";
      readonly then: Expression;
      readonly when: Expression;
      readonly otherwise: Expression;
      readonly span: Span;
    }
  | { readonly kind: "list"; readonly items: readonly Expression[]; readonly span: Span }
  | {
      readonly kind: "dict";
      readonly entries: readonly { readonly key: string; readonly value: Expression }[];
      readonly span: Span;
    }
  | { readonly kind: "slot"; readonly span: Span }
  | { readonly kind: "missing"; readonly span: Span };

/** Text with `{!…}` parts, after the text rules of spec §1.7. */
export interface Template {
  readonly parts: readonly (string | Expression)[];
  readonly span: Span;
}

/** `with name=value`; a `slot` value (`...`) is filled by the model. */
export interface Binding {
  readonly name: string;
  readonly value: Expression;
  readonly span: Span;
}

/** A statement of a procedure (spec §3.1), its references already resolved to names. */
export type Statement =
  | { readonly kind: "text"; readonly template: Template; readonly span: Span }
  | { readonly kind: "set"; readonly variable: string; readonly value: Expression; readonly span: Span }
  | {
      readonly kind: "run";
      readonly action: string;
      readonly bindings: readonly Binding[];
      readonly then: readonly Statement[];
      readonly span: Span;
    }
  /** To a node, or for good to a connected agent: no two of them have one name. */
  | { readonly kind: "transition"; readonly to: string; readonly span: Span }
  /** Ask the user, by this message, until the variable has a value (spec §5.9). */
  | { readonly kind: "collect"; readonly variable: string; readonly message: Template; readonly span: Span }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly when: Expression; readonly then: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
      readonly span: Span;
    };
