// Custom attributes of an app: what its ID tokens say of a user besides the standard claims, by formulas (oauth spec §1.2).
//   Of the original's formula language: texts in quotes, fields of the user and the org, and & between them.
import type { MemberRow } from "../../store/members.ts";
import type { OrgRow } from "../../store/orgs.ts";
import type { AppPolicies, AppSettings } from "./app-settings.ts";

/** Whose fields a formula reads. */
export interface AttributeSubject {
  readonly member: MemberRow;
  readonly org: Pick<OrgRow, "id" | "name">;
}

/** Fields by their names in formulas. */
const fields: Readonly<Record<string, (subject: AttributeSubject) => string | null>> = {
  "$User.Id": ({ member }) => member.id,
  "$User.Username": ({ member }) => member.username,
  "$User.Email": ({ member }) => member.email,
  "$User.FirstName": ({ member }) => member.firstName,
  "$User.LastName": ({ member }) => member.lastName,
  "$User.LocaleSidKey": ({ member }) => member.locale,
  "$User.TimeZoneSidKey": ({ member }) => member.timeZone,
  "$Organization.Id": ({ org }) => org.id,
  "$Organization.Name": ({ org }) => org.name,
};

type App = { readonly settings: AppSettings; readonly policies: AppPolicies };

/** Formulas by attribute: the org's stand in place of the developer's. */
const formulasOf = ({ settings, policies }: App): ReadonlyMap<string, string> =>
  new Map([...settings.customAttributes, ...policies.orgCustomAttributes].map(({ key, formula }) => [key, formula]));

/** The terms of a formula, or `undefined` when it is of a kind that is not understood here. */
function termsOf(formula: string): readonly string[] | undefined {
  const terms = formula.match(/"[^"]*"|'[^']*'|[^&\s]+|&/g) ?? [];
  const wellFormed = terms.length % 2 === 1 && terms.every((term, at) => (at % 2 === 1) === (term === "&"));
  const values = terms.filter((_, at) => at % 2 === 0);
  const known = values.every((term) => /^(["']).*\1$/.test(term) || Object.hasOwn(fields, term));
  return wellFormed && known ? values : undefined;
}

/** Names of the attributes of an app whose formulas are not understood; they are in no token. */
export const unknownFormulas = (app: App): string[] =>
  [...formulasOf(app)].filter(([, formula]) => !termsOf(formula)).map(([key]) => key);

/** The values of an app's attributes for a user. A field that the user does not have is an empty text. */
export const attributesOf = (app: App, subject: AttributeSubject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...formulasOf(app)].flatMap(([key, formula]) => {
      const terms = termsOf(formula);
      return terms ? [[key, terms.map((term) => fields[term]?.(subject) ?? literalOf(term)).join("")]] : [];
    }),
  );

const literalOf = (term: string) => (term.startsWith("$") ? "" : term.slice(1, -1));
