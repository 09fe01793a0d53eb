// What is kept of an attention panel until its window is loaded again, and how it comes back.

import type { FacesSaid } from '../../protocol/embeddings';
import type { KeptAttention, KeptOrGone } from '../../protocol/keptPanels';
import { withoutMarks, type ViewState } from '../../protocol/panel';
import { findKept, keptText } from '../keptText';
import { placeOfSpan, sentenceAt, type Place } from './place';
import { pairGone, textRewritten } from './words';

export interface Kept {
  readonly places: readonly [Place, Place | null];
  readonly model: string;
  readonly view: Partial<ViewState>;
  readonly pinned: boolean;
  readonly face: FacesSaid['faceChosen']['face'];
}

/** Undefined for a text that stands in no document. */
export function keptOf({ places: [text, pair], ...rest }: Kept): KeptAttention | undefined {
  const kept = keptPlace(text);
  if (kept === 'gone') return undefined;
  return { kind: 'attention', text: kept, pair: pair && keptPlace(pair), ...rest };
}

const keptPlace = ({ uri, start, text }: Place): KeptOrGone => (uri ? keptText(uri, start, text) : 'gone');

/** What a panel that comes back shows. */
export interface CameBack {
  readonly places: readonly [Place, Place | null];
  /** The way of looking, for a text that is read by this encoder. */
  readonly viewFor: (model: string) => unknown;
  /** What is not as it was; empty where all is. */
  readonly remark: string;
}

/** Undefined where there is no document of the text any more, or nothing stands at its place. */
export async function cameBack({ text, pair, view, model }: KeptAttention): Promise<CameBack | undefined> {
  const [a, b] = [await foundPlace(text), pair && (await foundPlace(pair))];
  if (!a) return undefined;
  const isChanged = a.isChanged || (b ? b.isChanged : pair !== null);
  return {
    places: [a.place, b ? b.place : null],
    viewFor: (now) => (isChanged || now !== model ? withoutMarks(isObject(view) ? view : {}) : view),
    remark: [a.isChanged || b?.isChanged ? textRewritten() : '', pair && !b ? pairGone() : '']
      .filter(Boolean)
      .join(' '),
  };
}

async function foundPlace(kept: KeptOrGone): Promise<{ place: Place; isChanged: boolean } | undefined> {
  const found = kept === 'gone' ? undefined : await findKept(kept);
  if (!found) return undefined;
  const { document, isChanged, start } = found;
  const place = placeOfSpan(document, isChanged ? sentenceAt(document.getText(), start) : found);
  return place.text.trim() === '' ? undefined : { place, isChanged };
}

const isObject = (value: unknown): value is Partial<ViewState> => typeof value === 'object' && value !== null;
