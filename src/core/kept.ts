// What was begun once and is shared by all who ask for it, as long as it did not fail.

/**
 * What was made for a key, or is being made. A failure is told to those who wait for it and not kept: the next one who asks
 * begins anew.
 */
export function kept<K, T>(all: Map<K, Promise<T>>, key: K, make: () => Promise<T>): Promise<T> {
  const found = all.get(key);
  if (found) return found;
  const made = make();
  all.set(key, made);
  made.catch(() => {
    if (all.get(key) === made) all.delete(key);
  });
  return made;
}
