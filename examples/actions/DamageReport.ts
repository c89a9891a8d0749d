// Files a report of damaged goods. A real shop would keep it; the sample only gives it a number.
import { articleBy } from "../data/stock.ts";

export default function reportDamage(inputs: { article: string; quantity: number }) {
  const article = articleBy(inputs.article);
  if (!article) throw new Error(`no article has the code ${inputs.article}`);
  const report = `DR-${article.code}-${inputs.quantity}`;
  return { report, summary: `Damage report ${report} is filed for ${inputs.quantity} × ${article.name}.` };
}
