// The credentials of external client apps over the data API: usage, consumers and their staged rotation (oauth spec §1.5).
import {
  AppConsumers,
  ConsumerCredentials,
  CredentialPart,
  OAuthUsage,
  StagedCommand,
  StagedCredentials,
} from "../contract/connect-credentials.ts";
import { DATA_PATH, DataRefused } from "../contract/data-api.ts";
import {
  type Asking,
  appConsumers,
  consumerCredentials,
  listStaged,
  oauthUsage,
  removeStaged,
  rotate,
  stage,
} from "../identity/apps/rest-credentials.ts";
import type { DataCall, DataRoute } from "./data-route.ts";
import { readJson } from "./json.ts";
import { parseBody } from "./parse.ts";
import { queryValue } from "./request-text.ts";

const BASE = "/apps/oauth";
const CONSUMER = `${BASE}/credentials/:appId/:consumerId`;

// biome-ignore format: a table is read by its columns
export const credentialRoutes: readonly DataRoute[] = [
  { method: "GET",    path: `${BASE}/usage`,                handle: usage },
  { method: "GET",    path: `${BASE}/credentials/:appId`,   handle: consumers },
  { method: "GET",    path: CONSUMER,                       handle: credentials },
  { method: "GET",    path: `${CONSUMER}/staged`,           handle: list },
  { method: "POST",   path: `${CONSUMER}/staged`,           handle: add },
  { method: "PATCH",  path: `${CONSUMER}/staged/:stagedId`, handle: command },
  { method: "DELETE", path: `${CONSUMER}/staged/:stagedId`, handle: remove },
];

function askingOf({ bearer, reader, request }: DataCall): Asking {
  const by = { actor: bearer.principal.memberId, address: request.ip };
  return { ...bearer, by, base: `${DATA_PATH}/v${reader.version}${BASE}` };
}

const addressOf = ({ params }: DataCall) => ({
  appId: params.appId!,
  consumerId: params.consumerId!,
  stagedId: params.stagedId ?? "",
});

async function usage(call: DataCall): Promise<OAuthUsage> {
  return OAuthUsage.parse(await oauthUsage(call.identity, askingOf(call)));
}

async function consumers(call: DataCall): Promise<AppConsumers> {
  return AppConsumers.parse(await appConsumers(call.identity, askingOf(call), call.params.appId!));
}

async function list(call: DataCall): Promise<StagedCredentials> {
  return StagedCredentials.parse(await listStaged(call.identity, askingOf(call), addressOf(call)));
}

async function add(call: DataCall): Promise<StagedCredentials> {
  return StagedCredentials.parse(await stage(call.identity, askingOf(call), addressOf(call)));
}

async function credentials(call: DataCall): Promise<ConsumerCredentials> {
  const part = CredentialPart.safeParse(queryValue(call.request, "part") ?? "key");
  if (!part.success) throw new DataRefused("INVALID_FIELD", `part is one of ${CredentialPart.options.join(", ")}`);
  const found = await consumerCredentials(call.identity, askingOf(call), { ...addressOf(call), part: part.data });
  return ConsumerCredentials.parse(found);
}

/** `PATCH {"command":"rotate"}` is the one command there is. */
async function command(call: DataCall): Promise<StagedCredentials> {
  parseBody(StagedCommand, readJson(call.request.body));
  return StagedCredentials.parse(await rotate(call.identity, askingOf(call), addressOf(call)));
}

async function remove(call: DataCall): Promise<void> {
  await removeStaged(call.identity, askingOf(call), addressOf(call));
  call.reply.code(204).send();
}
