// The very characters of one field of a JSON line, for what is passed through: reading and writing it again would change
// numbers of many digits.

/**
 * The source of a field's value in a line that is known to hold a JSON object, without blanks around it; of several fields
 * of one name the last, as JSON.parse takes it. Undefined where there is none.
 */
export function fieldSource(json: string, field: string): string | undefined {
  let found: string | undefined;
  let depth = 0;
  let at = 0;
  /** Where the value of the current field begins; only in the object itself. */
  let value: number | undefined;
  let key = '';
  while (at < json.length) {
    const character = json[at];
    const end = character === '"' ? endOfString(json, at) : at + 1;
    if (depth === 1 && character === '"' && value === undefined) key = json.slice(at, end);
    else if (depth === 1 && character === ':') value = end;
    else if ((depth === 1 && character === ',') || character === '}' || character === ']') {
      if (depth === 1 && value !== undefined && JSON.parse(key) === field) found = json.slice(value, at).trim();
      if (depth === 1) value = undefined;
      if (character !== ',') depth--;
    } else if (character === '{' || character === '[') depth++;
    at = end;
  }
  return found;
}

/** Behind the quote that ends the string that begins at `start`. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}
