// A queue of texts for a person to look at, the least certain first: what is next, what was decided, and back again.
// Pure: every step gives a new state. Where it is kept and what a decision causes is its user's matter.

export interface ReviewItem {
  readonly id: number;
  readonly text: string;
  /** Document and UTF-16 span that it came from. */
  readonly uri: string;
  readonly start: number;
  readonly end: number;
  /** For people: file and line. */
  readonly place: string;
  /** The most probable label, with its probability and the distance to the second. */
  readonly label: string;
  readonly probability: number;
  readonly margin: number;
}

export interface Decision {
  readonly id: number;
  readonly kind: 'accepted' | 'changed' | 'skipped';
  /** The label that was given; empty for skipped. */
  readonly label: string;
}

export interface ReviewState {
  /** In the order in which they are shown. */
  readonly items: readonly ReviewItem[];
  /** In the order in which they were made. */
  readonly decisions: readonly Decision[];
}

/** The least certain first: by the margin to the second label (margin sampling, Scheffer et al. 2001), then by place. */
export function startReview(items: readonly ReviewItem[]): ReviewState {
  const ordered = [...items].sort((a, b) => a.margin - b.margin || a.id - b.id);
  return { items: ordered, decisions: [] };
}

/** The first item without a decision; undefined at the end. */
export function currentItem({ items, decisions }: ReviewState): ReviewItem | undefined {
  const decided = new Set(decisions.map(({ id }) => id));
  return items.find(({ id }) => !decided.has(id));
}

/** Decides on the current item. The same state when there is none. */
export function decide(state: ReviewState, label: string | null): ReviewState {
  const item = currentItem(state);
  if (!item) return state;
  const kind = label === null ? 'skipped' : label === item.label ? 'accepted' : 'changed';
  return { ...state, decisions: [...state.decisions, { id: item.id, kind, label: label ?? '' }] };
}

/** Takes the last decision back; undefined when there is none. */
export function undoDecision(state: ReviewState): { state: ReviewState; undone: Decision } | undefined {
  const undone = state.decisions.at(-1);
  return undone && { state: { ...state, decisions: state.decisions.slice(0, -1) }, undone };
}

/** The items without a decision reordered so that one is next: those like it first, it itself at the head. */
export function bringForward(state: ReviewState, similarity: ReadonlyMap<number, number>): ReviewState {
  const decided = new Set(state.decisions.map(({ id }) => id));
  const done = state.items.filter(({ id }) => decided.has(id));
  const rest = state.items.filter(({ id }) => !decided.has(id));
  const rank = (item: ReviewItem) => similarity.get(item.id) ?? -1;
  return { ...state, items: [...done, ...rest.sort((a, b) => rank(b) - rank(a) || a.margin - b.margin)] };
}

/** A state that was kept; undefined for anything else. */
export function parseReview(value: unknown): ReviewState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { items, decisions } = value as Record<string, unknown>;
  if (!Array.isArray(items) || !Array.isArray(decisions)) return undefined;
  const known =
    items.every((item) => hasFields(item, itemFields)) &&
    decisions.every((d) => hasFields(d, decisionFields) && kinds.has((d as { readonly kind: string }).kind));
  return known ? { items: items as ReviewItem[], decisions: decisions as Decision[] } : undefined;
}

const itemFields = {
  id: 'number',
  text: 'string',
  uri: 'string',
  start: 'number',
  end: 'number',
  place: 'string',
  label: 'string',
  probability: 'number',
  margin: 'number',
} as const;
const kinds: ReadonlySet<string> = new Set<Decision['kind']>(['accepted', 'changed', 'skipped']);
const decisionFields = { id: 'number', kind: 'string', label: 'string' } as const;

function hasFields(value: unknown, fields: Readonly<Record<string, string>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(fields).every(([key, type]) => typeof (value as Record<string, unknown>)[key] === type);
}
