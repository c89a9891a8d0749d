// The documentation page shows each body as it travels, and says in words which credentials an operation wants.
import { expect, test } from "vitest";
import { openApi } from "../contract/openapi.ts";
import { docsPage } from "./docs-page.ts";

const html = docsPage(openApi("https://agents.example.com"));
const [, token = ""] = /<article id="\w+">\s*<h3>Get an access token<\/h3>([\s\S]*?)<\/article>/.exec(html) ?? [];

test("the token request is shown as the form it is, with its fields, and not as JSON", () => {
  expect(token).toContain("grant_type=client_credentials&#38;client_id={CONSUMER_KEY}&#38;client_secret=");
  expect(token).toContain("<code>client_secret</code> string");
  expect(token).not.toContain("<p>object</p>");
});

test("credentials are described, and no name of a scheme is shown", () => {
  expect(token).toContain("Credentials: Consumer key and secret");
  expect(html).toContain("Credentials: An access token of");
  expect(html).not.toMatch(/clientBasic|jwtBearer/);
});
