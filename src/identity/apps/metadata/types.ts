// The metadata types of an external client app: where each has its files, and which of its elements mean what (oauth spec §1.6).
import { pemOf } from "../certificates.ts";
import { scopes } from "../scopes.ts";
import {
  attributes,
  commas,
  type Field,
  field,
  flag,
  inverse,
  lines,
  text,
  textOrNone,
  whole,
  word,
  words,
} from "./fields.ts";
import { byName, type Element } from "./xml.ts";

export interface MetadataType {
  readonly folder: string;
  /** Before `-meta.xml`. */
  readonly suffix: string;
  /** What a file that this server makes is called, after the app's name. */
  readonly ending: string;
  /** Written for every app; the others where an app differs from the defaults. */
  readonly always: boolean;
  readonly fields: readonly Field[];
}

/** Scopes by their names in metadata files. */
const scopeNames = Object.fromEntries(
  Object.entries(scopes).flatMap(([value, { metadata }]) => (metadata === undefined ? [] : [[metadata, value]])),
);

const HOURS = { Hours: 1, Days: 24, Months: 720 } as const;

const textIn = (elements: readonly Element[], name: string): string | undefined =>
  elements.find((element) => element.name === name)?.text;

const refreshKind = word({
  Infinite: "infinite",
  Zero: "zero",
  SpecificLifetime: "lifetime",
  SpecificInactivity: "inactivity",
});

/** Kind, period and unit are one policy. A month counts thirty days. */
const refreshToken: Field = {
  elements: ["refreshTokenPolicyType", "refreshTokenValidityPeriod", "refreshTokenValidityUnit"],
  path: "policies.refreshToken",
  read(elements) {
    const kind = refreshKind.read(textIn(elements, "refreshTokenPolicyType") ?? "Infinite");
    if (kind === "infinite" || kind === "zero") return { kind };
    const hours = word(HOURS).read(textIn(elements, "refreshTokenValidityUnit") ?? "Days") as number;
    return { kind, hours: hours * (whole.read(textIn(elements, "refreshTokenValidityPeriod") ?? "") as number) };
  },
  write(value) {
    const { kind, hours } = value as { readonly kind: string; readonly hours?: number };
    const type = { name: "refreshTokenPolicyType", text: refreshKind.write(kind) };
    if (hours === undefined) return [type];
    const unit = hours % HOURS.Days === 0 ? "Days" : "Hours";
    return [
      type,
      { name: "refreshTokenValidityPeriod", text: String(hours / HOURS[unit]) },
      { name: "refreshTokenValidityUnit", text: unit },
    ];
  },
};

/** An app is off when it is disabled, and when its OAuth half is. */
const enabled: Field = {
  elements: ["isEnabled", "isOauthPluginEnabled"],
  path: "enabled",
  read: (elements) => elements.every((element) => flag.read(element.text ?? "")),
  write: (value, former) => [
    { name: "isEnabled", text: String(value) },
    ...former
      .filter(({ name }) => name === "isOauthPluginEnabled")
      .map(({ name, text: was }) => ({ name, text: value === true ? "true" : (was ?? "true") })),
  ],
};

/** Whether a token's life follows the session's. */
const timeoutType = word({ UserSession: true, Custom: false });

/** The parts of the ID token's settings, an element each inside one. */
const idTokenParts: readonly Field[] = [
  field("idTokenAudience", "audiences", commas),
  field("idTokenIncludeAttributes", "attributes", flag),
  field("idTokenIncludeStandardClaims", "standardClaims", flag),
  field("idTokenValidityInMinutes", "minutes", whole),
];

const idToken: Field = {
  elements: ["idTokenConfig"],
  path: "settings.idToken",
  read: (elements) =>
    Object.fromEntries(
      idTokenParts.flatMap(({ elements: names, path, read }) => {
        const found = partsIn(elements).filter(({ name }) => names.includes(name));
        return found.length > 0 ? [[path, read(found)]] : [];
      }),
    ),
  write(value, former) {
    const known = idTokenParts.flatMap(({ elements: names }) => names);
    const others = partsIn(former).filter(({ name }) => !known.includes(name));
    const parts = idTokenParts.flatMap(({ path, write }) =>
      write((value as Readonly<Record<string, unknown>>)[path], []),
    );
    return [{ name: "idTokenConfig", children: byName([...others, ...parts]) }];
  },
};

const partsIn = (elements: readonly Element[]) => elements.flatMap(({ children = [] }) => children);

/** The body of a certificate on one line, as the original has it; PEM is understood as well. */
const certificate = {
  read: pemOf,
  write: (value: unknown) => String(value).replace(/-----(?:BEGIN|END) CERTIFICATE-----|\s/g, ""),
};

/** Every type that means something here; files of others are left out with a notice. */
export const metadataTypes = {
  ExternalClientApplication: {
    folder: "externalClientApps",
    suffix: "eca",
    ending: "",
    always: true,
    fields: [
      field("contactEmail", "contactEmail", text),
      field("contactPhone", "contactPhone", text),
      field("description", "description", text),
      field("distributionState", "distributionState", word({ Local: "Local", Packaged: "Packaged" })),
      field("iconUrl", "settings.iconUrl", textOrNone),
      field("infoUrl", "settings.infoUrl", textOrNone),
      field("label", "label", text),
      field("logoUrl", "settings.logoUrl", textOrNone),
    ],
  },
  ExtlClntAppGlobalOauthSettings: {
    folder: "extlClntAppGlobalOauthSets",
    suffix: "ecaGlblOauth",
    ending: "_glbloauth",
    always: true,
    fields: [
      field("callbackUrl", "settings.callbackUrls", lines),
      field("certificate", "settings.certificate", certificate),
      { ...field("consumerKey", "consumerKey", text), onlyWhereGiven: true },
      // Read, for an app that moves here with its clients, and never written.
      { ...field("consumerSecret", "consumerSecret", text), write: () => [] },
      idToken,
      field("isClientCredentialsFlowEnabled", "settings.clientCredentials", flag),
      field("isCodeCredFlowEnabled", "settings.codeCredentials", flag),
      field("isCodeCredPostOnly", "settings.codeCredentialsByPost", flag),
      field("isConsumerSecretOptional", "settings.secretForWebServer", inverse),
      field("isDeviceFlowEnabled", "settings.deviceFlow", flag),
      field("isFirstPartyAppEnabled", "settings.firstParty", flag),
      field("isIntrospectAllTokens", "settings.introspectAll", flag),
      field("isNamedUserJwtEnabled", "settings.namedUserJwt", flag),
      field("isPkceRequired", "settings.pkceRequired", flag),
      field("isRefreshTokenRotationEnabled", "settings.refreshRotation", flag),
      field("isSecretRequiredForRefreshToken", "settings.secretForRefresh", flag),
      field("isSecretRequiredForTokenExchange", "settings.secretForTokenExchange", flag),
      field("isTokenExchangeEnabled", "settings.tokenExchange", flag),
    ],
  },
  ExtlClntAppOauthSettings: {
    folder: "extlClntAppOauthSettings",
    suffix: "ecaOauth",
    ending: "_oauth",
    always: true,
    fields: [
      field("commaSeparatedOauthScopes", "scopes", words(scopeNames)),
      attributes("settings.customAttributes"),
      field("singleLogoutUrl", "settings.singleLogoutUrl", textOrNone),
    ],
  },
  // Its elements are not documented; whatever is in it is kept.
  ExtlClntAppOauthSecuritySettings: {
    folder: "extlClntAppOauthSecuritySettings",
    suffix: "ecaOauthSecurity",
    ending: "_oauthSecurity",
    always: false,
    fields: [],
  },
  ExtlClntAppOauthConfigurablePolicies: {
    folder: "extlClntAppOauthPolicies",
    suffix: "ecaOauthPlcy",
    ending: "_oauthPlcy",
    always: true,
    fields: [
      field("apexHandler", "policies.apexHandler", textOrNone),
      field("clientCredentialsFlowUser", "runAs", text),
      field("commaSeparatedCustomScopes", "policies.customScopes", commas),
      field("commaSeparatedPermissionSet", "policies.permissionSets", commas),
      field("commaSeparatedProfile", "policies.profiles", commas),
      attributes("policies.orgCustomAttributes"),
      field("executeHandlerAs", "policies.apexHandlerRunsAs", textOrNone),
      field("guestJwtSessionTimeoutType", "policies.guestJwtTimeoutFromSession", timeoutType),
      field("guestJwtTimeout", "policies.guestJwtTimeoutMinutes", whole),
      field(
        "ipRelaxationPolicyType",
        "policies.ipRelaxation",
        word({
          Enforce: "enforce",
          Bypass: "bypass",
          Bypass_2factor: "bypass_second_factor",
          Enforce_RelaxRefresh: "enforce_relax_refresh",
        }),
      ),
      field("isClientCredentialsFlowEnabled", "policies.clientCredentials", flag),
      field("isGuestCodeCredFlowEnabled", "policies.guestCodeCredentials", flag),
      field("isTokenExchangeFlowEnabled", "policies.tokenExchangeAllowed", flag),
      field("namedUserJwtSessionTimeoutType", "policies.jwtTimeoutFromSession", timeoutType),
      field("namedUserJwtTimeout", "policies.jwtTimeoutMinutes", whole),
      field(
        "permittedUsersPolicyType",
        "policies.permittedUsers",
        word({ AllSelfAuthorized: "self_authorized", AdminApprovedPreAuthorized: "pre_authorized" }),
      ),
      field("policyAction", "policies.sessionLevelAction", word({ RaiseSessionLevel: "raise", Block: "block" })),
      refreshToken,
      field(
        "requiredSessionLevel",
        "policies.sessionLevel",
        word({ LOW: "low", STANDARD: "standard", HIGH_ASSURANCE: "high" }),
      ),
      field("sessionTimeoutInMinutes", "policies.sessionTimeoutMinutes", whole),
      field("singleLogoutUrl", "policies.orgSingleLogoutUrl", textOrNone),
      field("startUrl", "policies.startUrl", textOrNone),
    ],
  },
  ExtlClntAppConfigurablePolicies: {
    folder: "extlClntAppPolicies",
    suffix: "ecaPlcy",
    ending: "_plcy",
    always: false,
    fields: [
      enabled,
      field("startPage", "policies.startPage", word({ None: "none", OAuth: "oauth", Custom: "custom" })),
    ],
  },
} as const satisfies Record<string, MetadataType>;

export type MetadataTypeName = keyof typeof metadataTypes;

/** In the order in which they are exported. */
export const typeNames = Object.keys(metadataTypes) as readonly MetadataTypeName[];

/** Element of every type but the first that names the app it belongs to. */
export const APP = "externalClientApplication";

/** XML namespace of every metadata file. */
export const NAMESPACE = "http://soap.sforce.com/2006/04/metadata";

/** Path of a file below a source folder. */
export const pathOf = ({ folder, suffix }: Pick<MetadataType, "folder" | "suffix">, name: string): string =>
  `${folder}/${name}.${suffix}-meta.xml`;
