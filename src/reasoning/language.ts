// Which language the model is told to answer in: the user's where the agent speaks it, else the agent's own
// (agent-script spec §2.5, §5.5).
import type { Agent } from "../script/agent.ts";

/**
 * The line of the system prompt.
 * @param users locale of the user, such as `de` or `en_US`, when the host knows it
 * @returns nothing when neither the agent nor the user has said a language
 */
export function languageLine({ locale, languages }: Agent, users: string | undefined): string | undefined {
  if (languages?.adaptive) {
    const first = users ? `, and in that of the locale ${users} as long as it is not clear` : "";
    return `Answer in the language the user writes in${first}.`;
  }
  const speaks = !languages || languages.all || [locale, ...languages.additional].some((own) => isOf(own, users));
  const chosen = users && speaks ? users : locale;
  return chosen && `Answer in the language of the locale ${chosen}.`;
}

/** Whether a locale of the agent is the user's. One without a country is of every country: `es` serves `es_MX`. */
function isOf(own: string | undefined, users: string | undefined): boolean {
  const [plainOwn = "", plainUsers = ""] = [own, users].map((locale) => locale?.toLowerCase().replace("-", "_"));
  return plainOwn === plainUsers || plainUsers.startsWith(`${plainOwn}_`) || plainOwn.startsWith(`${plainUsers}_`);
}
