// A sentence in which what stands between backticks is code.
export function InlineCode({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/`([^`]+)`/).map((piece, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces have no other name than their place
        at % 2 === 1 ? <code key={at}>{piece}</code> : piece,
      )}
    </>
  );
}
