// Codes of what is written: lines, fields, names, types and expressions (spec §6.1–§6.3).

const error = (says: string, cure: string) => ({ severity: "error", says, cure }) as const;
const warning = (says: string, cure: string) => ({ severity: "warning", says, cure }) as const;
const info = (says: string, cure: string) => ({ severity: "info", says, cure }) as const;

const lines = {
  "syntax-error": error("This cannot be read, or not where it stands.", "Write it as the message says."),
  "missing-token": error("A mark of punctuation is missing.", "Add it."),
  "inconsistent-indentation": {
    severity: "error or warning",
    says: "The indentation of this line fits nothing above it.",
    cure: "Indent it like its neighbours.",
  },
  "mixed-indentation": warning("A block is indented by tabs in one line and by blanks in another.", "Use one of them."),
  "unknown-dialect": warning("The first lines name a dialect nobody knows.", "Name a known one, or remove the line."),
  "invalid-version": error("The first lines ask for a version of the language nobody knows.", "Ask for a known one."),
  "not-supported-yet": error(
    "The language has this, and this version does not read it.",
    "Do what the message offers instead.",
  ),
} as const;

const fields = {
  "unknown-block": error("The language has no such block.", "Correct its name, or remove it."),
  "unknown-field": error("The block has no such field.", "Correct its name, or remove it."),
  "unknown-variant": error("`schema` names no kind of node.", "Name a known kind, or remove `schema`."),
  "unexpected-block-name": error("A field has a name of its own, and takes none.", "Remove the name."),
  "anonymous-named-block": warning("A block that needs a name has none.", "Give it one."),
  "missing-required-field": error("A field that must be there is missing.", "Add it."),
  "missing-value": error("A field has no value.", "Give it one, or remove the field."),
  "singular-collection": error("There may be one of these, and there are several.", "Keep one."),
  "composite-key": error("An entry has two names.", "Join them with `_`."),
  "duplicate-key": warning("A field is given twice; the first one counts.", "Remove one."),
  "duplicate-clause": warning("A clause is given twice; the last one counts.", "Remove one."),
  "duplicate-name": error("Two things have one name.", "Rename one of them."),
  "empty-block": error("A block that must have an entry is empty.", "Give it one, or remove the block."),
  "empty-field-name": error("A name is empty.", "Write one."),
  "invalid-key-pattern": error("A name has letters or a length that names may not have.", "Shorten or change it."),
  "reserved-name": error("A variable is named by a word of the language.", "Rename it."),
  "invalid-modifier": error("The word before a type is no modifier, or has no meaning here.", "Correct or remove it."),
  "missing-type": error("A declaration has no type.", "Add one, such as `string`."),
  "unknown-type": error("There is no such type, or not here.", "Name one of the types."),
  "nested-list-type": error("A list holds lists.", "Use `object` for what is nested."),
  "invalid-type-parameter": error("A type that holds no items has `[…]`.", "Only `list` takes it."),
  "unexpected-type-parameters": error(
    "`type` of a response format has `[…]`.",
    "Write `type: list`, and `value:` below.",
  ),
  "missing-type-keyword": error("`type` of a response format is empty.", "Name a type beside it."),
  "invalid-sequence-element": error(
    "A `- ` entry stands where no list is, or holds the wrong thing.",
    "Write a plain value.",
  ),
  "template-in-deterministic-procedure": error(
    "Text stands among statements that have no prompt.",
    "Move it to `reasoning.instructions`.",
  ),
  "invalid-procedure-value": error(
    "A procedure is a quoted text or another value.",
    "Write text after `|`, or statements after `->`.",
  ),
  "unexpected-template-node": warning("Fixed text holds `{!…}`, which stays as it is there.", "Remove it."),
  "string-contains-newline": error("Quoted text goes on in the next line.", "Close the quotes, or write it after `|`."),
  "type-mismatch": {
    severity: "error or warning",
    says: "A value is of another kind than its place: an error for a field, a warning for a variable or an input.",
    cure: "Change the value, or the declared type.",
  },
  "deprecated-field": warning("The language has a newer word for this.", "Write the newer one."),
  "schema-validation": error("The compiled form does not allow this value.", "Use one of the values it has."),
  "constraint-enum": error("The value is none of those the field can have.", "Use one of them."),
  "constraint-pattern": error("The value does not have the form it must have.", "Write it in that form."),
  "constraint-minimum": error("The number is too small.", "Raise it."),
  "constraint-maximum": error("The number is too large.", "Lower it."),
  "constraint-min-length": error("The text is too short.", "Lengthen it."),
  "constraint-max-length": error("The text is too long.", "Shorten it."),
  "constraint-min-items": error("The list has too few entries.", "Add some."),
  "constraint-max-items": error("The list has too many entries.", "Remove some."),
  "constraint-allowed-namespaces": error(
    "A reference of this namespace has no place here.",
    "Use one the message names.",
  ),
  "constraint-resolved-type": error(
    "What is named cannot be called, or led to.",
    "Name an action, a utility or a subagent.",
  ),
} as const;

const expressions = {
  "undefined-reference": {
    severity: "error or warning",
    says: "Nothing has this name; a warning where the host may have it all the same.",
    cure: "Correct the name, or declare it.",
  },
  "unreachable-code": warning("Nothing is run after a `transition`.", "Remove it, or move it before."),
  "unsupported-nested-if": {
    severity: "error or warning",
    says: "An `if` stands in a branch of another; a warning when nested conditions are allowed.",
    cure: "Join the conditions with `and`, or use `else if`.",
  },
  "else-if-portability": info(
    "`else if` is read here and by the newer compilers of Agentforce, and older ones refuse it.",
    "Write one `if` for each case if an older one must read the script.",
  ),
  "transition-missing-target": error("A transition leads nowhere.", "Write `transition to @subagent.name`."),
  "transition-multiple-targets": error("A transition leads to two places.", "Keep one `to`."),
  "unused-variable": info("A variable is declared and never used.", "Use it, or remove it."),
  "unknown-function": error("There is no such function.", "The functions are `len`, `max` and `min`."),
  "indirect-function-call": error("Something that is no function is called.", "Call `len`, `max` or `min`."),
  "namespace-function-call": error("A reference is called like a function.", "Call `len`, `max` or `min`."),
  "unsupported-operator": error(
    "The language leaves this operator out.",
    "Let an action calculate, or compare with `==`.",
  ),
  "invalid-spread-context": error("`*` spreads nothing here.", "Name the items one by one."),
  "identifier-confusable-none": error("`none` is no value.", "Write `None`."),
  "identifier-confusable-boolean": error("`true` and `false` are no values.", "Write `True` or `False`."),
  "null-not-allowed": error("`null` is no value.", "Write `None`."),
  "unknown-identifier": error("A word alone is no value.", "Write `@variables.name`, or text in double quotes."),
  "chained-comparison": error("A comparison is compared.", "Join two comparisons with `and`."),
  "quoted-interpolation": info(
    "`{!…}` in quotes is replaced here, and Agentforce shows it as it is.",
    "Write the text after `|`.",
  ),
  "instruction-template-syntax": info(
    "Text holds what looks like a value without its `!`, or like a statement, and so is not done.",
    "Write `{!@…}`, or begin the instructions with `->`.",
  ),
} as const;

export const languageCodes = { ...lines, ...fields, ...expressions } as const;
