// Looks for what keeps people out of a page, by the rules of axe-core, in the colours that the page has at the moment.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** The serious and critical findings, each in a line that says which rule and where; none is the aim. */
export const seriousFindings = (page: Page) => findings(page, {});

/** Those about colours: all that another theme can change of a page. */
export const contrastFindings = (page: Page) => findings(page, { runOnly: ["color-contrast", "link-in-text-block"] });

async function findings(page: Page, rules: { readonly runOnly?: readonly string[] }): Promise<readonly string[]> {
  // The page's own policy keeps script elements out, as it should: the source is evaluated by the browser's debugger.
  await page.evaluate(source);
  // A colour on its way from one theme to the other is neither's.
  await page.evaluate("Promise.allSettled(document.getAnimations().map((each) => each.finished))");
  const { violations } = (await page.evaluate(
    `axe.run(document, ${JSON.stringify({ resultTypes: ["violations"], ...rules })})`,
  )) as {
    readonly violations: readonly Finding[];
  };
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = "" }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    );
}
