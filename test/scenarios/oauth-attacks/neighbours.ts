// A client of one org asks about the records of another, by their ids, wherever an id may stand.
import { type Attack, attack, type Family, mustRefuse, mustWork } from "./attack.ts";

export const neighbours: Family = async ({ mine, theirs, agents }) => {
  const { access_token, id } = await mine.redeemed("Web");
  const other = await theirs.redeemed("Web");
  const [theirOrg, theirUser] = new URL(other.id!).pathname.split("/").slice(2) as [string, string];
  const [myOrg, myUser] = new URL(id!).pathname.split("/").slice(2) as [string, string];
  const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
  const app = (await theirs.operate("/apps/Web")).json<{ id: string }>().id;
  const api = "/einstein/ai-agent/v1";
  const startAt = ({ origin }: { readonly origin: string }) =>
    JSON.stringify({
      externalSessionKey: crypto.randomUUID(),
      instanceConfig: { endpoint: origin },
      streamingCapabilities: { chunkTypes: ["Text"] },
      bypassUser: false,
    });
  const theirHeaders = { ...headers, authorization: `Bearer ${other.access_token}` };
  const begun = await theirs.ask(`${api}/agents/${agents.get(theirs.host)}/sessions`, {
    method: "POST",
    headers: theirHeaders,
    body: startAt(theirs),
  });
  mustWork(begun);
  const session = begun.json<{ sessionId: string }>().sessionId;
  const message = JSON.stringify({ message: { type: "Text", sequenceId: 1, text: "Hello" } });
  const data = "/services/data/v65.0";

  mustWork(await mine.ask(`${data}/sobjects/User/${myUser}`, { headers }));
  mustWork(await mine.ask(`/id/${myOrg}/${myUser}`, { headers }));

  const get = (path: string) => mustRefuse(`GET ${path}`, () => mine.ask(path, { headers }));
  const post = (path: string, body: string) =>
    mustRefuse(`POST ${path}`, () => mine.ask(path, { method: "POST", headers, body }));
  const finds = (soql: string): Attack =>
    attack(soql, async () => {
      const { status, text } = await mine.ask(`${data}/query?${new URLSearchParams({ q: soql })}`, { headers });
      return status >= 500 || text.includes(theirUser) || text.includes(theirOrg) || text.includes("lighthouse")
        ? text
        : undefined;
    });

  return [
    get(`/id/${theirOrg}/${theirUser}`),
    get(`/id/${myOrg}/${theirUser}`),
    get(`/id/${theirOrg}/${myUser}`),
    get(`/id/${theirOrg.slice(0, 15)}/${theirUser.slice(0, 15)}`),
    get(`${data}/sobjects/User/${theirUser}`),
    get(`${data}/sobjects/Organization/${theirOrg}`),
    get(`${data}/sobjects/BotDefinition/${agents.get(theirs.host)}`),
    get(`${data}/apps/oauth/credentials/${app}`),
    get(`${data}/apps/oauth/credentials/${app}/888000000000001AAA?part=keyandsecret`),
    post(`${data}/apps/oauth/credentials/${app}/888000000000001AAA/staged`, ""),
    post(`${api}/agents/${agents.get(theirs.host)}/sessions`, startAt(mine)),
    post(`${api}/sessions/${session}/messages`, message),
    post(`${api}/sessions/${session}/messages/stream`, message),
    post(`${api}/sessions/${session}/feedback`, JSON.stringify({ feedback: "GOOD", feedbackId: "x" })),
    mustRefuse("DELETE of a session", () =>
      mine.ask(`${api}/sessions/${session}`, {
        method: "DELETE",
        headers: { ...headers, "x-session-end-reason": "UserRequest" },
      }),
    ),
    finds(`SELECT Id, Username FROM User WHERE Id = '${theirUser}'`),
    finds("SELECT Id, Username FROM User"),
    finds("SELECT Id, Name FROM Organization"),
    finds(`SELECT Id FROM BotDefinition WHERE Id = '${agents.get(theirs.host)}' OR Id != ''`),
    finds("SELECT Id FROM User WHERE Username = '' OR '' = ''"),
    mustRefuse("my token at their host: userinfo", () => theirs.ask("/services/oauth2/userinfo", { headers })),
    mustRefuse("my token at their host: data", () => theirs.ask(data, { headers })),
    mustRefuse("my token at their host: agents", () =>
      theirs.ask(`${api}/agents/${agents.get(theirs.host)}/sessions`, {
        method: "POST",
        headers,
        body: startAt(theirs),
      }),
    ),
    attack("my client revokes their token", async () => {
      await mine.post("/services/oauth2/revoke", { token: other.access_token });
      await mine.post("/services/oauth2/revoke", { token: other.refresh_token });
      return (await theirs.ask("/services/oauth2/userinfo", { headers: theirHeaders })).status === 200
        ? undefined
        : "ended";
    }),
    attack("my client introspects their token", async () => {
      const credentials = await mine.credentials("Watcher");
      const { text } = await mine.post("/services/oauth2/introspect", { token: other.access_token, ...credentials });
      return text === '{"active":false}' ? undefined : text;
    }),
    mustRefuse("their client at my token endpoint", async () =>
      mine.issue({ grant_type: "client_credentials", ...(await theirs.credentials("Service")) }),
    ),
    mustRefuse("the operator's API without its token", () =>
      mine.ask("/dragoman/v1/users?org=Lighthouse", { headers }),
    ),
  ];
};
