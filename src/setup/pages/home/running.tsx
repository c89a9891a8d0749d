// What is running: the server, its database, its model, and the address of the org.
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { HomeReport } from "../../../contract/setup-home.ts";
import { addresses } from "../../addresses.ts";
import { Card } from "../../kit/card.tsx";
import { Copy } from "../../kit/copy-field.tsx";
import { Facts } from "../../kit/facts.tsx";
import { Since, When } from "../../kit/when.tsx";
import classes from "./running.module.css";

export function RunningFacts({ report }: { readonly report: HomeReport }) {
  const { version, engine, origin, model, startedAt, counts } = report;
  return (
    <Card title="Running">
      <Facts
        of={[
          [
            "My Domain URL",
            <span key="origin" className={classes.copied}>
              {origin} <Copy label="My Domain URL" value={origin} />
            </span>,
          ],
          ["Model", `${model.id} (${model.why})`],
          ["Database", engine],
          ["Version", `Dragoman ${version}`],
          [
            "Up",
            <>
              <Since at={startedAt} />, since <When at={startedAt} />
            </>,
          ],
          [
            "Agents",
            <Anchor key="agents" component={Link} to={addresses.agents()} size="sm">
              {counts.agents}, {counts.activeAgents} of them active
            </Anchor>,
          ],
          [
            "Apps",
            <Anchor key="apps" component={Link} to={addresses.apps()} size="sm">
              {counts.apps}
            </Anchor>,
          ],
        ]}
      />
    </Card>
  );
}
