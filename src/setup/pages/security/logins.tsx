// Login History: who got in, by which way and from where, and who did not.
import { Badge, Group, Table, Text } from "@mantine/core";
import { LOGINS_SHOWN, type LoginLine } from "../../../contract/setup-records.ts";
import { Answer, Empty } from "../../kit/answer.tsx";
import { useAsk } from "../../kit/ask.ts";
import { useFilters } from "../../kit/filters.ts";
import { Choice, Find, viewOf } from "../../kit/find.tsx";
import { PageFrame } from "../../kit/page-frame.tsx";
import { When } from "../../kit/when.tsx";
import { WideTable } from "../../kit/wide-table.tsx";

/** How somebody got in, in words; grant types are the rest of OAuth's. */
const kinds: Readonly<Record<string, string>> = {
  password: "Password",
  link: "One-time link",
  client_credentials: "Client credentials",
  authorization_code: "Authorization code",
  refresh_token: "Refresh token",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": "JWT bearer",
};

/** Why somebody did not get in, in words. */
const outcomes: Readonly<Record<string, string>> = {
  ok: "Success",
  wrong_password: "Wrong password",
  unknown_user: "No such user",
  locked: "User is locked",
  inactive: "User is inactive",
  not_a_person: "User may not log in to pages",
};

const views = [
  { value: "all", label: "All attempts" },
  { value: "ok", label: "Successful" },
  { value: "failed", label: "Failed" },
] as const;

export default function LoginHistory() {
  const logins = useAsk("logins");
  const { asked, ask } = useFilters(["find", "view"]);
  const { find = "" } = asked;
  const view = viewOf(views, asked.view);
  return (
    <PageFrame
      title="Login History"
      about={`The last ${LOGINS_SHOWN} attempts, by people with passwords and links, and by apps with their grants. The same use of a grant is noted once an hour.`}
    >
      <Group align="flex-end">
        <Find placeholder="Username, app or address" value={find} onChange={(words) => ask({ find: words })} />
        <Choice label="View" data={views} value={view} onChange={(chosen) => ask({ view: chosen })} />
      </Group>
      <Answer of={logins} lines={6}>
        {({ logins: all }) => {
          const words = find.trim().toLowerCase();
          const found = all.filter(
            ({ username, app, address, outcome }) =>
              (view === "all" || (view === "ok") === (outcome === "ok")) &&
              `${username}\n${app ?? ""}\n${address}`.toLowerCase().includes(words),
          );
          if (found.length === 0) {
            return (
              <Empty title="No attempt is found">
                {all.length === 0
                  ? "Logins with a password or a link, and tokens that apps get, are listed here."
                  : "None of the latest attempts fits. Type fewer letters, or choose all attempts."}
              </Empty>
            );
          }
          return (
            <>
              <WideTable
                label="Logins"
                heads={["Time", "Username", "How", "Outcome", "App", "Address", "Client"]}
                minWidth={900}
              >
                {found.map((line, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two attempts may be alike in everything
                  <LoginRow key={at} line={line} />
                ))}
              </WideTable>
              <Text size="sm" c="dimmed" role="status">
                {found.length === 1 ? "One attempt" : `${found.length} attempts`}
              </Text>
            </>
          );
        }}
      </Answer>
    </PageFrame>
  );
}

function LoginRow({ line }: { readonly line: LoginLine }) {
  const { at, username, kind, outcome, app, address, userAgent } = line;
  return (
    <Table.Tr>
      <Table.Td>
        <When at={at} />
      </Table.Td>
      <Table.Td>{username}</Table.Td>
      <Table.Td>{kinds[kind] ?? kind}</Table.Td>
      <Table.Td>
        <Badge color={outcome === "ok" ? "sea" : "red"} variant="light" radius="sm" tt="none">
          {outcomes[outcome] ?? outcome}
        </Badge>
      </Table.Td>
      <Table.Td>{app ?? ""}</Table.Td>
      <Table.Td>{address}</Table.Td>
      <Table.Td>
        <Text size="xs" c="dimmed" lineClamp={2} maw="16rem">
          {userAgent}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
