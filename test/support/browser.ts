// A browser for tests: it keeps cookies, follows redirects on its own site, and fills in the forms of pages.
import { request as send } from "node:http";

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly html: string;
  /** Where the last request went, path and query. */
  readonly path: string;
  /** Set when a redirect led away from the site: where to. */
  readonly left: string | undefined;
}

export type Fields = Readonly<Record<string, string>>;

export interface Browser {
  /** By name, as the jar has them. */
  readonly cookies: Map<string, string>;
  /** Go somewhere, and on as redirects lead, until a page comes or the site is left. */
  visit(path: string, headers?: Fields): Promise<Page>;
  /** Fill in the page's first form and press a button; fields that the form has stay unless given. */
  submit(page: Page, fields?: Fields, headers?: Fields): Promise<Page>;
  /** Send a form, or a text, that no page had. */
  post(path: string, fields: Fields | string, headers?: Fields): Promise<Page>;
  /** One request as it is, without following. */
  ask(path: string, options?: { method?: string; headers?: Fields; body?: string | undefined }): Promise<Page>;
}

/** A browser with an empty jar, at the server on this port of this machine. `host` is what it believes to visit. */
export function openBrowser(port: number, host: string): Browser {
  const cookies = new Map<string, string>();

  const ask: Browser["ask"] = (path, { method = "GET", headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const all = { host, ...(cookie && { cookie }), ...headers };
      const asked = send({ host: "127.0.0.1", port, path, method, headers: all, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          for (const line of response.headers["set-cookie"] ?? []) keep(line);
          const { statusCode = 0, headers: answered } = response;
          const html = Buffer.concat(parts).toString();
          resolve({ status: statusCode, headers: answered, html, path, left: awayTo(answered.location) });
        });
      });
      asked.on("error", reject);
      asked.end(body);
    });

  const keep = (line: string) => {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  };

  const awayTo = (location: string | undefined) => (location && !location.startsWith("/") ? location : undefined);

  const follow = async (page: Page): Promise<Page> => {
    const { location } = page.headers;
    if (typeof location !== "string" || page.left !== undefined) return page;
    return follow(await ask(location));
  };

  const post: Browser["post"] = async (path, fields, headers = {}) => {
    const body = typeof fields === "string" ? fields : new URLSearchParams(fields).toString();
    const form = { "content-type": "application/x-www-form-urlencoded", ...headers };
    return follow(await ask(path, { method: "POST", headers: form, body }));
  };

  return {
    cookies,
    ask,
    post,
    visit: async (path, headers = {}) => follow(await ask(path, { headers })),
    submit: (page, fields = {}, headers = { origin: `http://${host}`, "sec-fetch-site": "same-origin" }) => {
      const { action, has } = formOf(page.html);
      return post(action, { ...has, ...fields }, headers);
    },
  };
}

/** Where the first form of a page goes, and what it would send. */
export function formOf(html: string): { readonly action: string; readonly has: Fields } {
  const [, action, inner = ""] = /<form method="post" action="([^"]*)">(.*?)<\/form>/s.exec(html) ?? [];
  if (action === undefined) throw new Error(`There is no form on this page: ${html}`);
  const inputs = [...inner.matchAll(/<input [^>]*name="([^"]*)"[^>]*>/g)];
  const has = inputs.map(([input, name = ""]) => [name, plain(/ value="([^"]*)"/.exec(input)?.[1] ?? "")]);
  return { action, has: Object.fromEntries(has) };
}

const plain = (html: string) => html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
