// What a person or a tool finds at the door: a page that says what this is, the API's documentation, its OpenAPI document.
import type { FastifyReply, FastifyRequest } from "fastify";
import { BASE_PATH } from "../contract/agent-api.ts";
import { openApi } from "../contract/openapi.ts";
import { SETUP_HOME } from "../contract/setup-places.ts";
import { isSecure } from "../identity/people/cookies.ts";
import { sendOn } from "./browser.ts";
import { docsPage } from "./docs-page.ts";
import type { House } from "./house.ts";
import { sendPage } from "./page.ts";
import { pageHeaders } from "./page-headers.ts";

const signposts = [
  { path: "/docs", about: "How to use the API, operation by operation" },
  { path: "/openapi.json", about: "The same as an OpenAPI 3.1 document" },
  { path: `${BASE_PATH}/status`, about: "Whether the server can answer" },
  { path: "/metrics", about: "Figures for Prometheus" },
];

const useOf = (house: House) => ({ secure: isSecure(house.origin()) });

/** `GET /`: Setup for browsers, JSON for everybody else. */
export async function welcome(house: House, request: FastifyRequest, reply: FastifyReply) {
  if (request.headers.accept?.includes("text/html")) {
    return sendOn(reply.headers(pageHeaders(useOf(house))), SETUP_HOME, 302);
  }
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
