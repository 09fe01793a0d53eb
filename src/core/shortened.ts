// The beginning of a text, for a list or a message.

/** On one line; at most `most` characters and an ellipsis, none of them cut through. */
export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  // A character is one unit or two; a long text is not walked through for its beginning.
  const characters = [...line.slice(0, 2 * most + 1)];
  return characters.length > most ? `${characters.slice(0, most).join('').trimEnd()}…` : line;
}
