// How names are spelt (spec §2).

/** API names, of agents: letters, digits and single underscores, a letter first, no underscore last. */
export const apiName = /^[A-Za-z](_?[A-Za-z0-9])*$/;

/** Names of subagents, actions, tools and the like: as `apiName`, once after another where `__` joins a namespace. */
export const developerName = /^[A-Za-z](_?[A-Za-z0-9])*(__(_?[A-Za-z0-9])*)?$/;

/** Names of variables: letters, digits and single underscores, a letter first, no underscore last. */
export const variableName = /^(?!.*__)[A-Za-z][A-Za-z0-9_]*(?<!_)$/;

/** The most characters that a name has. */
export const longestName = 80;

/** What to do about a name that is spelt otherwise. */
export const spellingFix = `Begin with a letter; use letters, digits and single \`_\`, none at the end, ${longestName} at most`;
