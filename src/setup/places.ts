// Every page of Setup as data: its address, its place in the tree, the words people look for it by, and the right it takes.
import type { FunctionComponent } from "react";
import type { Right } from "../contract/setup-endpoint.ts";

export interface Place {
  /** Below `/lightning/setup`; `$name` is a part that varies. */
  readonly path: string;
  readonly label: string;
  /** Where it hangs in the tree. A page without a section is reached from another one. */
  readonly section?: string;
  /** Other words for it: those of guides, of other releases, of other products. */
  readonly synonyms?: readonly string[];
  /** What a person does there, for the palette: "New User". */
  readonly command?: string;
  readonly right: Right;
  readonly load: () => Promise<{ readonly default: FunctionComponent }>;
}

// biome-ignore format: a table is read by its rows
export const places: readonly Place[] = [
  { path: "SetupOneHome/home", label: "Home", section: "", synonyms: ["start", "overview", "checklist"], right: "see", load: () => import("./pages/home/home.tsx") },
  { path: "EinsteinCopilot/home", label: "Agents", section: "Agents", synonyms: ["Agentforce Agents", "bots", "copilots", "topics", "subagents", "Agent Script", "Agentforce Studio", "builder"], right: "see", load: () => import("./pages/agents/agents.tsx") },
  { path: "EinsteinCopilot/$agentId/edit", label: "Builder", right: "see", load: () => import("./pages/builder/builder.tsx") },
  { path: "EventLogs/home", label: "Event Logs", section: "Agents", synonyms: ["enhanced event logs", "conversations", "transcripts", "sessions", "traces", "live tail", "retention", "export"], right: "see", load: () => import("./pages/logs/logs.tsx") },
  { path: "EventLogs/$session", label: "Session", right: "see", load: () => import("./pages/logs/session.tsx") },
  { path: "Analytics/home", label: "Analytics", section: "Agents", synonyms: ["dashboard", "metrics", "figures", "charts", "latency", "p95", "tokens", "cost", "feedback", "escalations", "performance insights"], right: "see", load: () => import("./pages/analytics/analytics.tsx") },
  { path: "Preview/$agentId", label: "Preview", right: "build_agents", load: () => import("./pages/preview/preview.tsx") },
  { path: "Models/home", label: "Models", section: "Agents", synonyms: ["LLM", "language model", "provider", "API key", "OpenAI", "Anthropic", "Ollama", "Einstein Setup", "Trust Layer", "matcher"], right: "see", load: () => import("./pages/models/models.tsx") },
  { path: "Actions/home", label: "Actions", section: "Agents", synonyms: ["Apex", "flow", "tools", "functions", "targets", "HTTP", "unresolved"], right: "see", load: () => import("./pages/actions/actions.tsx") },
  { path: "ManageExternalClientApplication/home", label: "External Client Apps Manager", section: "Apps", synonyms: ["External Client App Manager", "App Manager", "connected app", "Manage Connected Apps", "OAuth", "consumer key", "consumer secret", "client id"], right: "see", load: () => import("./pages/apps/apps.tsx") },
  { path: "ManageExternalClientApplication/new", label: "New External Client App", command: "New External Client App", right: "manage_apps", load: () => import("./pages/apps/new-app.tsx") },
  { path: "ManageExternalClientApplication/$app/$tab", label: "External Client App", right: "see", load: () => import("./pages/apps/app.tsx") },
  { path: "ConnectClient/home", label: "Connect a client", section: "Apps", synonyms: ["test connection", "curl", "postman", "python", "node", "SDK", "token", "API", "snippet"], right: "see", load: () => import("./pages/connect/connect.tsx") },
  { path: "ConnectClient/$app", label: "Connect a client", right: "see", load: () => import("./pages/connect/connect.tsx") },
  { path: "OrgDomain/home", label: "My Domain", section: "Company Settings", synonyms: ["instance url", "endpoint", "issuer", "jwks", "discovery", "address", "host", "org id", "routing"], right: "see", load: () => import("./pages/org/my-domain.tsx") },
  { path: "ManageUsers/home", label: "Users", section: "Users", synonyms: ["people", "members", "accounts", "run as", "password", "locked", "roles", "profiles", "integration user"], right: "see", load: () => import("./pages/people/users.tsx") },
  { path: "ManageUsers/new", label: "New User", command: "New User", right: "manage_users", load: () => import("./pages/people/new-user.tsx") },
  { path: "ManageUsers/$user", label: "User", right: "see", load: () => import("./pages/people/user.tsx") },
  { path: "PermSets/home", label: "Permission Sets", section: "Users", synonyms: ["permissions", "access", "pre-authorized", "grants", "profiles", "scopes"], right: "see", load: () => import("./pages/people/permission-sets.tsx") },
  { path: "PermSets/new", label: "New Permission Set", command: "New Permission Set", right: "manage_users", load: () => import("./pages/people/new-permission-set.tsx") },
  { path: "PermSets/$set", label: "Permission Set", right: "see", load: () => import("./pages/people/permission-set.tsx") },
  { path: "SecuritySession/home", label: "Session Settings", section: "Security", synonyms: ["security", "timeout", "lockout", "password policies", "strict", "compat", "quirks", "habits", "RFC", "login access"], right: "see", load: () => import("./pages/security/session-settings.tsx") },
  { path: "SigningKeys/home", label: "Signing Keys", section: "Security", synonyms: ["certificate and key management", "jwks", "rotate", "withdraw", "secrets", "sealed"], right: "see", load: () => import("./pages/security/keys.tsx") },
  { path: "LoginHistory/home", label: "Login History", section: "Security", synonyms: ["logins", "attempts", "who logged in", "failed", "tokens"], right: "see_audit", load: () => import("./pages/security/logins.tsx") },
  { path: "SecurityEvents/home", label: "Audit Trail", section: "Security", synonyms: ["View Setup Audit Trail", "changes", "history", "who changed", "log", "csv", "jsonl"], right: "see_audit", load: () => import("./pages/security/audit.tsx") },
];
