// The tree of a script as it is written, before any name is looked up. With the tokens, which keep every blank and
// comment, it loses nothing: each node has its span, and what stands between two nodes is in the tokens between them.
import type { Token } from "./token.ts";
import type { Span } from "./tree.ts";

/** A name as written: an identifier, or a string where punctuation is needed. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
}

/** An expression as written. Operators and names are whatever was found: checks come later. */
export type Term =
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "date"; readonly value: string; readonly span: Span }
  | { readonly kind: "template"; readonly template: Text; readonly span: Span }
  /** `True`, `None`, a type, or a name that means nothing here. */
  | { readonly kind: "name"; readonly text: string; readonly span: Span }
  | { readonly kind: "reference"; readonly namespace: string; readonly span: Span }
  | { readonly kind: "member"; readonly of: Term; readonly name: string; readonly span: Span }
  | { readonly kind: "index"; readonly of: Term; readonly at: Term; readonly span: Span }
  | { readonly kind: "call"; readonly callee: Term; readonly args: readonly Term[]; readonly span: Span }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Term; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Term;
      readonly right: Term;
      readonly operatorSpan: Span;
      readonly span: Span;
    }
  | {
      readonly kind: "conditional";
      readonly then: Term;
      readonly when: Term;
      readonly otherwise: Term;
      readonly span: Span;
    }
  | { readonly kind: "group"; readonly inner: Term; readonly span: Span }
  | { readonly kind: "list"; readonly items: readonly Term[]; readonly span: Span }
  | {
      readonly kind: "dict";
      readonly entries: readonly { readonly key: Word; readonly value: Term }[];
      readonly span: Span;
    }
  /** `...`: the model fills it. */
  | { readonly kind: "slot"; readonly span: Span }
  /** Nothing readable stood here. It has been reported. */
  | { readonly kind: "missing"; readonly span: Span };

/** A template as written: raw text with its line ends, and expressions. `column` is that of its pipe, from 0. */
export interface Text {
  readonly column: number;
  readonly parts: readonly (string | Term)[];
  readonly span: Span;
}

/** `with name=value`. */
export interface Assignment {
  readonly name: Word;
  readonly value: Term;
  readonly span: Span;
}

/** What may follow an expression on its line: `with …`, `to …`. */
export type Clause =
  | { readonly kind: "with"; readonly bindings: readonly Assignment[]; readonly span: Span }
  | { readonly kind: "to"; readonly target: Term; readonly span: Span };

/** What stands after the colon of a key. */
export type Inline =
  | { readonly kind: "term"; readonly term: Term; readonly clauses: readonly Clause[]; readonly span: Span }
  /** `string = "x"`, `mutable list[string] = []`. */
  | {
      readonly kind: "declaration";
      readonly modifier?: Word;
      readonly type?: Term;
      readonly default?: Term;
      readonly span: Span;
    };

/** `key: value` with the indented lines below it. */
export interface Element {
  readonly kind: "element";
  readonly words: readonly Word[];
  readonly arrow: boolean;
  readonly value?: Inline;
  readonly body?: Block;
  readonly span: Span;
}

export interface Block {
  readonly items: readonly Item[];
  readonly span: Span;
}

export type Item =
  | Element
  /** `- ` and what it holds: one value, or the elements of a map. */
  | { readonly kind: "entry"; readonly items: readonly Item[]; readonly span: Span }
  /** A value on a line of its own. A template here is a statement that adds text. */
  | { readonly kind: "value"; readonly term: Term; readonly span: Span }
  | { readonly kind: "set"; readonly target: Term; readonly value: Term; readonly span: Span }
  | { readonly kind: "run"; readonly target: Term; readonly body?: Block; readonly span: Span }
  | { readonly kind: "transition"; readonly clauses: readonly Clause[]; readonly span: Span }
  | Clause
  | { readonly kind: "available"; readonly when: Term; readonly span: Span }
  | { readonly kind: "collect"; readonly target: Term; readonly body?: Block; readonly span: Span }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly when: Term; readonly body: Block }[];
      readonly otherwise?: Block;
      readonly span: Span;
    }
  /** A line that could not be read, with what is indented below it. It has been reported. */
  | { readonly kind: "damaged"; readonly span: Span };

export interface Script {
  readonly source: string;
  /** Every token, trivia included. */
  readonly tokens: readonly Token[];
  readonly items: readonly Item[];
}
