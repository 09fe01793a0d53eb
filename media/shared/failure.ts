/** What a person reads of something that failed: the other side of a channel says it in a sentence. */
export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
