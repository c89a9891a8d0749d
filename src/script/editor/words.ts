// What the fixed words of the language mean, in one sentence each: for completion and hover.

/** Words with a sentence each. */
export type Words = Readonly<Record<string, string>>;

/** Words that begin a statement. */
export const statements: Words = {
  set: "Gives a variable a value: `set @variables.x = value`.",
  run: "Runs an action without asking the model: `run @actions.X`, its inputs after `with` on the lines below.",
  transition: "Goes on in another subagent: `transition to @subagent.x`. Nothing after it is run.",
  if: "Runs the lines below it when the condition holds.",
  else: "Runs the lines below it when no condition before it held; `else if` asks once more.",
};

/** What stands in the body of a tool besides. */
export const toolStatements: Words = {
  with: "Gives an input: `with name=value`. `...` leaves it to the model.",
  available: "Offers the tool only while a condition holds: `available when @variables.x`.",
};

/** What instructions may say besides. */
export const textStatements: Words = {
  collect: "Asks the user, turn after turn, until a variable has a value. The question stands below it as `message:`.",
};

/** Words inside statements and declarations. */
export const others: Words = {
  to: "Where a transition leads: `to @subagent.x`.",
  when: "The condition of a tool.",
  mutable: "A variable that statements and tools can set.",
  linked: "A variable whose value the host gives, from its `source`.",
};

/** Types, as they are declared. */
export const types: Words = {
  string: "Text.",
  number: "A number.",
  boolean: "`True` or `False`.",
  object: "Nested data, its members read as `.name`.",
  date: "A day, such as 2025-01-31.",
  datetime: "A day with its time.",
  time: "A time of day.",
  currency: "An amount of money.",
  integer: "A whole number.",
  long: "A whole number of many digits.",
};

/** Values and functions of expressions. */
export const values: Words = {
  True: "The condition holds.",
  False: "The condition does not hold.",
  None: "No value.",
  len: "The length of a text or a list: `len(@variables.x)`.",
  max: "The greatest of its arguments.",
  min: "The smallest of its arguments.",
};

/** Operators that are words. */
export const operators: Words = {
  and: "Both conditions hold.",
  or: "One of two conditions holds.",
  not: "The condition does not hold.",
  is: "Compares with `None`: `is None`, `is not None`.",
};

/** Namespaces, without their `@`. */
export const namespaces: Words = {
  variables: "What the agent remembers during a session.",
  outputs: "What the action gave, in the lines below `run` or below its tool.",
  actions: "The actions of this subagent; in text, its tools by their names.",
  system_variables: "What the runtime knows of the conversation.",
  knowledge: "Constants of the `knowledge` block.",
  inputs: "Values of this connection.",
  response_formats: "Rich formats of this connection.",
  response_actions: "Tools of this connection that answer in a format.",
  utils: "Tools of the language itself.",
  subagent: "A part of this agent.",
  topic: "A part of this agent, by its former word.",
  start_agent: "The subagent every conversation begins in.",
  connected_subagent: "Another agent.",
  MessagingSession: "What the host knows of the session.",
  MessagingEndUser: "What the host knows of the user.",
  VoiceCall: "What the host knows of the call.",
};

/** Members of `@utils`. */
export const utils: Words = {
  transition: "Goes on in another subagent: `@utils.transition to @subagent.x`.",
  setVariables: "Lets the model set the variables named by `with`.",
  escalate: "Hands the conversation to a person.",
  end_session: "Ends the session.",
};

/** Members of `@system_variables`. */
export const systemVariables: Words = {
  user_input: "What the user said last.",
  current_modality: "How the user speaks to the agent.",
  current_connection: "The channel of the conversation.",
  last_reply: "What the agent said last.",
};

/** Every word with a meaning of its own, wherever it stands alone. */
export const everyWord: Words = {
  ...statements,
  ...toolStatements,
  ...textStatements,
  ...others,
  ...types,
  ...values,
  ...operators,
};

/** A word's sentence. */
export const sentenceOf = (words: Words, word: string): string | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined;
