// Reads tonight's free beds and the weather from the hut's book.

const huts: Readonly<Record<string, { beds: number; weather: string }>> = {
  Larchfold: { beds: 6, weather: "clear and cold, with a light wind from the north" },
};

export default function readHutBook(inputs: { hut: string }) {
  const entry = huts[inputs.hut];
  if (!entry) throw new Error(`there is no hut called ${inputs.hut}`);
  return entry;
}
