// Which of an app's scopes an authorization asks for (oauth spec §1.3, §2.5).
import { REFRESH_SCOPES, scopes } from "../apps/scopes.ts";

/** Scopes that stand for one another: an app that has one of a group may be asked for any of it. */
const synonyms: readonly (readonly string[])[] = [["id", "profile", "email", "address", "phone"], REFRESH_SCOPES];

/**
 * The scopes a request names, in its order; without a word, all that the app has. `undefined` when one is not the app's.
 * `full` holds every scope but the refresh token.
 */
export function askedScopes(ofApp: readonly string[], asked: string | undefined): readonly string[] | undefined {
  const named = [...new Set((asked ?? "").split(" ").filter(Boolean))];
  if (named.length === 0) return ofApp;
  return named.every((scope) => holds(ofApp, scope)) ? named : undefined;
}

function holds(ofApp: readonly string[], scope: string): boolean {
  if (ofApp.includes(scope)) return true;
  if (synonyms.some((group) => group.includes(scope) && group.some((each) => ofApp.includes(each)))) return true;
  return ofApp.includes("full") && Object.hasOwn(scopes, scope) && !REFRESH_SCOPES.includes(scope);
}
