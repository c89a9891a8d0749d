// What the shops of the sample have on their shelves.

export interface Article {
  readonly code: string;
  readonly name: string;
  readonly inStock: number;
  /** Days until more arrive, if more are on order. */
  readonly moreInDays?: number;
  /** For buyers only: the script keeps it from the model. */
  readonly supplierNote: string;
}

export const stock: readonly Article[] = [
  { code: "TN-204", name: "Fellside two-person tent", inStock: 7, supplierNote: "margin 38 %" },
  { code: "BT-310", name: "Scree boots", inStock: 0, moreInDays: 5, supplierNote: "price rises in spring" },
  { code: "PK-118", name: "40-litre Cairn pack", inStock: 23, supplierNote: "discontinued next year" },
];

/** The article with a code, however it is typed: "tn 204" is TN-204. */
export function articleBy(code: string): Article | undefined {
  const plain = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return stock.find((article) => plain(article.code) === plain(code));
}
