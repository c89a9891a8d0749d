// The frame of a server-made page: its style, which follows the reader's light or dark preference and fits 360 px.
import type { FastifyReply } from "fastify";
import { type PageUse, pageHeaders } from "./page-headers.ts";

/** Text as it may stand in HTML, inside quotes too. */
export const escaped = (text: string) => text.replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);

/** Text as HTML; what stands between backticks becomes code. */
export const asHtml = (text: string) =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`).replace(/`([^`]+)`/g, "<code>$1</code>");

/** A whole page. `title` is plain text, `parts` are HTML. */
export const page = (title: string, parts: readonly string[]) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${asHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${MARK}
<h1>${asHtml(title)}</h1>
${parts.join("\n")}
</main>
</body>
</html>
`;

/** The mark of Setup's pages (`src/setup/public/mark.svg`), which a page with no foreign asset has in itself. */
const MARK = `<svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><rect width="32" height="32" rx="7" fill="#0f5e59"/><path d="M7 9h11a3 3 0 0 1 3 3v4a3 3 0 0 1-3 3h-5l-4 4v-4H7z" fill="#fff"/><path d="M24 13h1v10h-2v4l-4-4h-4l2-2h4a3 3 0 0 0 3-3z" fill="#9fd8c9"/></svg>`;

export const STYLE = `
:root { color-scheme: light dark; --edge: light-dark(#7a8494, #7f8998); --line: light-dark(#d5d9e0, #3a404b); --soft: light-dark(#f4f6f9, #1d2128);
  --ink: light-dark(#1a1f29, #e6e9ef); --quiet: light-dark(#525c6b, #a4adbb); --link: light-dark(#0f5e59, #7bc4b8);
  --main: light-dark(#0f5e59, #1d7a70); }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: light-dark(#fff, #14171c); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
.mark { display: block; margin-top: 1rem; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; } h3 { margin: 0; font-size: 1.1rem; } h4 { margin: 1rem 0 .25rem; }
a { color: var(--link); }
code, pre { font: .875em/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; background: var(--soft); border: 1px solid var(--line); border-radius: 6px;
  overflow-wrap: normal; }
article { margin: 1rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: 8px; }
summary { cursor: pointer; }
dl { margin: .5rem 0; } dt { margin-top: .5rem; } dd { margin: 0 0 0 1rem; color: var(--quiet); }
nav ul { padding-left: 1.1rem; }
form { display: grid; gap: .75rem; max-width: 26rem; } label { display: grid; gap: .25rem; font-weight: 600; }
input, button { font: inherit; padding: .55rem .75rem; border: 1px solid var(--edge); border-radius: 6px; }
input { color: inherit; background: light-dark(#fff, #0f1216); }
button { color: var(--ink); background: var(--soft); cursor: pointer; }
button.main { color: #fff; background: var(--main); border-color: var(--main); font-weight: 600; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.wrong { padding: .6rem .75rem; border-left: 4px solid light-dark(#b3261e, #f2b8b5); background: var(--soft); }
.hint { margin: 0; color: var(--quiet); font-size: .9rem; font-weight: 400; }
.method { padding: .1rem .4rem; border: 1px solid var(--line); border-radius: 4px; background: var(--soft);
  font: 600 .8rem ui-monospace, monospace; }
`;

/** Send a page. It has no script and no foreign asset, nobody may frame it, and its headers hold it to that. */
export function sendPage(
  reply: FastifyReply,
  html: string,
  { status = 200, ...use }: Omit<PageUse, "style"> & Status = {},
) {
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .headers(pageHeaders({ ...use, style: STYLE }))
    .send(html);
}

interface Status {
  readonly status?: number;
}
