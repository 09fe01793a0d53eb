// Values of indexes as text, to take them into a page and back: vectors and maps beside what JSON knows.

export const toText = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, each: unknown) =>
    each instanceof Float32Array ? { floats: [...each] } : each instanceof Map ? { map: [...each] } : each,
  );

export const fromText = (text: string): unknown =>
  JSON.parse(text, (_, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    const { floats, map } = each as { floats?: number[]; map?: [unknown, unknown][] };
    return floats ? Float32Array.from(floats) : map ? new Map(map) : each;
  });
