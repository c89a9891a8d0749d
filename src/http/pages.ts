// What a person or a tool finds at the door: a page that says what this is, the API's documentation, its OpenAPI document.
import type { FastifyReply, FastifyRequest } from "fastify";
import { BASE_PATH } from "../contract/agent-api.ts";
import { openApi } from "../contract/openapi.ts";
import { isSecure } from "../identity/people/cookies.ts";
import { docsPage } from "./docs-page.ts";
import type { House } from "./house.ts";
import { page, sendPage } from "./page.ts";

const signposts = [
  { path: "/docs", about: "How to use the API, operation by operation" },
  { path: "/openapi.json", about: "The same as an OpenAPI 3.1 document" },
  { path: `${BASE_PATH}/status`, about: "Whether the server can answer" },
  { path: "/metrics", about: "Figures for Prometheus" },
];

const useOf = (house: House) => ({ secure: isSecure(house.origin()) });

/** `GET /`: a page for browsers, JSON for everybody else. */
export async function welcome(house: House, request: FastifyRequest, reply: FastifyReply) {
  if (request.headers.accept?.includes("text/html")) return sendPage(reply, welcomePage(house.origin()), useOf(house));
  return {
    name: "Dragoman",
    about: "A server compatible with the Agent API",
    myDomainUrl: house.origin(),
    agentApi: `${house.origin()}${BASE_PATH}`,
    paths: Object.fromEntries(signposts.map(({ path, about }) => [path, about])),
  };
}

/** `GET /docs` */
export async function docs(house: House, _: FastifyRequest, reply: FastifyReply) {
  return sendPage(reply, docsPage(openApi(house.origin())), useOf(house));
}

/** `GET /openapi.json` */
export async function openApiJson(house: House) {
  return openApi(house.origin());
}

function welcomePage(origin: string): string {
  return page("Dragoman", [
    "<p>A server compatible with the Agent API: it runs agents written in Agent Script.</p>",
    "<dl>",
    `<dt>My Domain URL</dt><dd><code>${origin}</code></dd>`,
    `<dt>Agent API</dt><dd><code>${origin}${BASE_PATH}</code></dd>`,
    "</dl><ul>",
    ...signposts.map(({ path, about }) => `<li><a href="${path}">${path}</a>: ${about}</li>`),
    "</ul>",
  ]);
}
