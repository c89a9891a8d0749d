// Apps and users in the brief words of dragoman.yaml, so that a single field can be read and changed by its name.
import type { z } from "zod";
import type { AppDeclaration } from "../identity/apps/app-declaration.ts";
import type { ListedApp } from "../identity/apps/apps.ts";
import { didYouMean, Undeclarable } from "../identity/declare.ts";
import type { MemberDeclaration } from "../identity/people/member-declaration.ts";
import type { MemberRow } from "../store/members.ts";
import { contactOf, declarationOf, userOf } from "./declarations.ts";
import { App, User } from "./shape.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An app in the words of dragoman.yaml; what is not decided is left out. */
export function briefOf(app: ListedApp): Fields {
  const { clientCredentials: settings, ...othersOfSettings } = app.settings;
  const { clientCredentials: policies, notBefore: _, ...othersOfPolicies } = app.policies;
  const {
    apiName: name,
    label,
    description,
    contactEmail,
    contactPhone,
    distributionState,
    enabled,
    scopes,
    runAs,
  } = app;
  const own = { name, label, description, contactEmail, contactPhone, distributionState, enabled, scopes, runAs };
  const decided = Object.entries({ ...own, ...othersOfSettings, ...othersOfPolicies }).filter(
    ([, value]) => value !== null,
  );
  return { ...Object.fromEntries(decided), clientCredentials: { settings, policies } };
}

/**
 * The app with these fields changed; a new app has the defaults of dragoman.yaml, except for the user that it runs as: who
 * that is has to be said where no file puts one first. A field set to `null` is taken away.
 * Throws `Undeclarable` for words that dragoman.yaml does not know.
 */
export function changedApp(
  found: ListedApp | undefined,
  name: string,
  fields: Fields,
  { by, orgName }: { readonly by: string; readonly orgName: string },
): AppDeclaration {
  const app = parsed(App, "app", { ...(found ? briefOf(found) : { name }), ...fields });
  if (found && app.name !== found.apiName) throw new Undeclarable([`The API name of ${found.apiName} cannot change`]);
  const declared = declarationOf(app, { contactEmail: contactOf(orgName), runAs: undefined }, by);
  return { ...declared, madeBy: found?.madeBy ?? by };
}

/** The user with these fields changed. Throws `Undeclarable` for words that dragoman.yaml does not know. */
export function changedUser(
  found: MemberRow | undefined,
  username: string,
  fields: Fields,
  by: string,
): MemberDeclaration {
  const stands = found && {
    name: found.name,
    role: found.role,
    active: found.active,
    ...(found.kind !== "agent" && { kind: found.kind }),
  };
  const user = userOf(parsed(User, "user", { username: found?.username ?? username, ...stands, ...fields }));
  return { ...user, kind: found?.kind === "agent" ? "agent" : user.kind, madeBy: found?.madeBy ?? by };
}

/** Fields as the schema understands them, or every problem in a sentence. A `null` that is no value of a field leaves it out. */
function parsed<S extends z.ZodObject>(schema: S, what: string, fields: Fields): z.infer<S> {
  const mayBeNull = (name: string) => schema.shape[name]?.safeParse(null).success === true;
  const given = Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== null || mayBeNull(name)));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const known = Object.keys(schema.shape);
  throw new Undeclarable(
    result.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => `"${key}" is not a field of the ${what}: ${didYouMean(key, known)}`)
        : [`${issue.path.join(".")}: ${issue.message}`],
    ),
  );
}
