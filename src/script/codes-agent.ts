// Codes of what an agent is: its variables, actions, tools, channels and the ways through it (spec §6.4–§6.6, §6.8).

const error = (says: string, cure: string) => ({ severity: "error", says, cure }) as const;
const warning = (says: string, cure: string) => ({ severity: "warning", says, cure }) as const;
const info = (says: string, cure: string) => ({ severity: "info", says, cure }) as const;

const identity = {
  "config-missing-agent-name": error("The agent has no name.", "Add `developer_name`."),
  "config-duplicate-agent-name": error("The agent is named twice.", "Keep `developer_name`."),
  "developer-name-mismatch": error("The agent is not named as its folder.", "Rename one of them."),
  "agent-type-not-allowed": error("There is no such type of agent.", "Use one of those the message lists."),
  "agent-type-not-served": warning("The Agent API serves no agents of this type.", "Use another type."),
  "config-missing-default-agent-user": error("A service agent has no user to act as.", "Name one in `access`."),
  "config-invalid-default-agent-user-none": error("Only an employee agent is without a user.", "Name a user."),
  "config-default-agent-user-conflict": warning("`config` and `access` name two users; `access` counts.", "Keep one."),
  "recommended-prompts-agent-type": error("Only employee agents recommend prompts.", "Remove them."),
  "access-sharing-policy-not-allowed": error("An employee agent has no `sharing_policy`.", "Remove it."),
  "access-verified-customer-record-access-not-allowed": error(
    "An employee agent has no `verified_customer_record_access`.",
    "Remove it.",
  ),
  "disabled-additional-parameter": error("The platform refuses this parameter.", "Remove it."),
  "adaptive-language-overrides": warning("`adaptive: True` overrides the other fields of `language`.", "Remove them."),
  "system-message-mutable-variable": error(
    "A message shows a variable that only the agent sets.",
    'Use a linked variable, or `visibility: "External"`.',
  ),
  "model-config-without-model": warning("`params` without a `model` are passed over.", "Name a `model`."),
  "no-effect": info("This is read and changes nothing on this server, for the reason the message says.", "Leave it."),
} as const;

const variables = {
  "invalid-variable-name": error(
    "This cannot name a variable.",
    "Use letters, digits and single `_`, none at the end.",
  ),
  "mutable-variable-cannot-have-source": error("Only a linked variable has a source.", "Make it linked."),
  "linked-variable-missing-source": error("A linked variable has no source.", "Add one."),
  "linked-variable-cannot-be-list": error("A linked variable is a list.", "Make it mutable."),
  "linked-variable-cannot-be-object": error("A linked variable is an object.", "Make it mutable."),
  "linked-variable-cannot-have-default": error("A linked variable has a default.", "Remove the default."),
  "variable-default-type-mismatch": warning("A default is not of the declared type.", "Change one of them."),
  "unknown-visibility": warning(
    "This visibility is unknown and counts as `Internal`.",
    "Write `Internal` or `External`.",
  ),
  "set-immutable-target": error("A linked or constant variable is set.", "Set a mutable one."),
  "set-variables-unknown-variable": error("`setVariables` names no variable.", "Declare it as `mutable`."),
  "set-variables-immutable-target": error("`setVariables` sets what cannot be set.", "Declare it `mutable`."),
  "set-variables-follow-up": error("A `setVariables` tool has `run` or `transition`.", "Do it in the instructions."),
} as const;

const actions = {
  "invalid-action-target": error("This is not the target of an action.", "Write `scheme://Name`."),
  "placeholder-action-target": warning("A placeholder leads nowhere.", "Name the real target."),
  "action-missing-description": info(
    "An action has no description, and a tool of it without its own has none for the model.",
    "Describe what it does.",
  ),
  "object-type-missing-schema": warning(
    "An object names no type of the platform, which then knows nothing of its fields.",
    "Add `complex_data_type_name`.",
  ),
  "complex-data-type-on-primitive": warning(
    "Only `object` and `list[object]` have a `complex_data_type_name`.",
    "Remove it, or change the type.",
  ),
  "invalid-skill-target": error("This is not the target of a skill.", "Write `skill://Name`."),
  "missing-action-reference": error("A tool has no target.", "Name an action or a utility beside it."),
  "action-unknown-input": error("The action has no such input.", "Correct its name."),
  "action-unknown-output": error("The action has no such output.", "Correct its name."),
  "action-missing-input": info("No `with` says where an input comes from.", "Add `with name=...`, or a value."),
  "available-when-non-boolean": warning("A condition is not True or False.", "Compare it with something."),
  "available-when-outside-tool": error("`available when` stands outside a tool.", "Use `if`, or move it to the tool."),
  "run-unknown-input": error("The action that is run has no such input.", "Correct its name."),
  "run-missing-required-input": warning("A required input of what is run is not given.", "Add `with name=…`."),
  "run-targets-tool-alias": error("`run` names a tool instead of its action.", "Name the action."),
  "slot-fill-in-run": error("The model fills nothing in `run`.", "Give a value, or offer the action as a tool."),
  "outputs-out-of-scope": error("`@outputs` stands outside a callback.", "Read it below `run` or the tool."),
  "inputs-out-of-scope": error("`@inputs` stands outside a connection.", "Use a variable."),
  "ignored-clause": warning("Agentforce leaves a clause of this tool out.", "Move it as the message says."),
  "agentforce-compiler-ignores": warning(
    "A statement is run here, and Agentforce leaves it out at this place.",
    "Keep the result in a variable, and act on it later.",
  ),
  "duplicate-tool-name": warning("The model is offered two tools of one name.", "Rename one, or change its label."),
  "reserved-escalate-name": warning("`escalate` is reserved.", "Choose another name."),
} as const;

const nodes = {
  "hyperclassifier-non-transition": error("A router has a tool that is no transition.", "Move the tool behind one."),
  "hyperclassifier-before-reasoning": error("A router has a `before_reasoning`.", "Move it behind a transition."),
  "hyperclassifier-after-reasoning": error("A router has an `after_reasoning`.", "Move it behind a transition."),
  "custom-subagent-validation": {
    severity: "error or warning",
    says: "A node of this kind has no such field; a warning for kinds of your own.",
    cure: "Remove it, or move it to a subagent.",
  },
  "byon-not-for-production": warning(
    "`node://byon/…` is for tests: the platform does not run it in production.",
    "Write an ordinary subagent for production.",
  ),
  "collect-experimental": info("`collect` may change in Agentforce.", "Check it there before you rely on it."),
  "collect-in-start-agent": error("The start agent collects.", "Move it to a subagent."),
  "collect-outside-instructions": error("`collect` has no place here.", "Move it to `reasoning.instructions`."),
  "transition-cycle-without-llm": warning("Subagents pass on for ever.", "Put a condition on a transition."),
  "unreachable-subagent": warning("Nothing leads here.", "Add a transition, or remove it."),
  "side-effect-in-instructions": info("This happens again before every question to the model.", "Guard it with `if`."),
  "secret-in-prompt": warning("Text shows what is kept from the model.", "Show something else."),
  "escalate-without-connection": warning("A tool escalates, and no connection says where to.", "Add a route."),
  "bound-input-required": error("Nothing is given for an input of a connected agent.", "Give it a value."),
  "bound-input-not-variable": error("An input is given something calculated.", "Give it a literal or a variable."),
  "bound-input-not-linked-or-mutable": error("An input is given a constant.", "Write its value, or make it mutable."),
  "connected-agent-unsupported-scheme": error("This is not the target of an agent.", "Write `agentforce://Name`."),
  "invalid-connected-subagent-target-name": error("This is not the API name of an agent.", "Correct it."),
  "invalid-connected-subagent-reference": error("Text names a connected agent.", "Name its tool: `@actions.alias`."),
} as const;

const channels = {
  "connection-disallowed-field": error("This channel has no such field.", "Remove it."),
  "connection-agent-type": warning("Only employee agents are on Slack.", "Remove the connection."),
  "connection-field-not-used": warning("The field is not used on this channel.", "Remove it."),
  "connection-missing-required-fields": error("A connection that needs a route is empty.", "Add one, or remove it."),
  "connection-missing-paired-field": error("A route has a type or a name, and not both.", "Add the other."),
  "connection-input-invalid-type": error("An input of a connection is of another type than it may be.", "Change it."),
  "connection-input-invalid-property": error("An input of a connection has only a description.", "Remove the field."),
  "response-action-invalid-reference": error("A response action leads to no format.", "Name one of the connection."),
  "response-format-inputs-ignored-for-target": warning("This format takes no inputs.", "Remove them."),
  "response-format-invalid-target": error("This is not the target of a format.", "Write `scheme://Name`."),
  "response-format-unsupported-target-scheme": error("Formats have no such scheme.", "Use one the message lists."),
  "response-format-unknown-system-target": warning("The platform has no such format.", "Use one the message lists."),
  "response-format-schema-input-not-exclusive": error("A component is not the only input.", "Remove the others."),
  "response-format-object-missing-fields": warning("An object of a format has no fields.", "Add `fields`."),
  "response-format-fields-on-non-object": error("Something that is no object has fields.", "Write `type: object`."),
  "response-format-list-missing-value": error("A list does not say what it holds.", "Add `value`."),
  "response-format-messaging-component-missing-default": error(
    "A parameter of a component has no default.",
    "Give it one.",
  ),
  "response-format-list-default-non-primitive": error("A default list holds more than literals.", "Write literals."),
  "response-format-invalid-schema-uri": error("This is no component.", "Write `messaging_component://Name`."),
  "response-format-unsupported-schema-type": error("There are no such components.", "Use `messaging_component`."),
  "response-format-messaging-component-wrong-surface": error(
    "Only `connection messaging` has messaging components.",
    "Move the format there.",
  ),
  "response-format-nested-schema": error("A component shows a field of an input.", "Move it to `inputs`."),
  "voice-version-mixing": error("`modality voice` mixes its older and its newer shape.", "Keep to one."),
  "voice-language-not-declared": error("A call is held in a language the agent has not.", "Add it to `language`."),
  "voice-language-missing-language-block": warning("Calls have languages, and the agent has none.", "Add `language`."),
  "voice-adaptive-conflict": warning(
    "The agent follows the user, so the languages of calls do not count.",
    "Remove one.",
  ),
} as const;

export const agentCodes = { ...identity, ...variables, ...actions, ...nodes, ...channels } as const;
