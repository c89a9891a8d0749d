// Finds the rule of the house that a question is about. Without one the variable becomes None.
import { rules } from "../data/house-rules.ts";

export default function findRule(inputs: { question: string }) {
  const asked = inputs.question.toLowerCase().match(/[a-z]+/g) ?? [];
  const rule = rules.find(({ words }) => asked.some((word) => words.some((beginning) => word.startsWith(beginning))));
  return { rule: rule?.text ?? null };
}
