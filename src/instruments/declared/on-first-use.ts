/** What declares an instrument when it is first asked for: importing the package declares nothing. */
export function onFirstUse<I>(declare: () => I): () => I {
  let instrument: I | undefined;
  return () => {
    instrument ??= declare();
    return instrument;
  };
}
