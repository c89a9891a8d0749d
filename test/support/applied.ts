// What a project is applied with in tests: the rooms on a database of their own, and a small script.
import { createCatalogue } from "../../src/agents/catalogue.ts";
import { createIdentity } from "../../src/identity/identity.ts";
import { createVault } from "../../src/identity/keys/vault.ts";
import type { ApplyPorts } from "../../src/project/apply.ts";
import type { Store } from "../../src/store/open.ts";
import { random } from "./identity.ts";

/** An agent that looks orders up, by an action `flow://Find_Order`. */
export const script = (name: string, greeting = "Hello.") => `system:
    instructions: "You look orders up."
    messages:
        welcome: "${greeting}"
        error: "Sorry."

config:
    developer_name: "${name}"
    agent_type: "AgentforceEmployeeAgent"
    description: "Looks orders up"

start_agent desk:
    description: "Looks orders up"
    actions:
        Find_Order:
            description: "Find an order"
            inputs:
                number: string
                    description: "Order number"
                    is_required: True
            outputs:
                state: string
            target: "flow://Find_Order"
    reasoning:
        instructions: |
            Find the order.
        actions:
            find_order: @actions.Find_Order
                with number=...
`;

/** Every action resolves; one model is there. */
export function openPorts(store: Store): ApplyPorts {
  const vault = createVault(random(new Uint8Array(32)), random);
  return {
    catalogue: createCatalogue({ db: store.db, now: Date.now, random }),
    identity: createIdentity({ db: store.db, vault, origin: () => "https://x.test", now: Date.now, random }),
    actions: { resolve: () => ({ resolved: true, to: "actions/Find_Order.ts" }) },
    answering: async (uri) => (uri === "model://here" ? { id: "a:b" } : { id: "c:d", instead: "no model is named so" }),
    readParams: (given) => ({ problems: Object.keys(given).map((name) => `params.${name} has no effect`) }),
  };
}
