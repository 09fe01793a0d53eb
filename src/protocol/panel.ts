// The contract of the attention panel: what the extension host and the webview send each other, and the saved view.

/** A token as the panel shows it. `word` joins the pieces of one word; −1 for special tokens. */
export interface PanelToken {
  readonly text: string;
  readonly id: number;
  readonly segment: number;
  readonly attentionMask: number;
  readonly special: boolean;
  /** UTF-16 span in the text of its segment. */
  readonly start: number;
  readonly end: number;
  readonly word: number;
}

/** A text or pair that the panel shows, tokenised. */
export interface PanelDocument {
  readonly text: string;
  readonly pair: string | null;
  readonly tokens: readonly PanelToken[];
  /** EncoderInfo.id */
  readonly model: string;
  readonly numLayers: number;
  readonly numHeads: number;
  readonly headSize: number;
  /** Characters at the end of the texts that did not fit the encoder; 0 when all is shown. */
  readonly leftOutCharacters: number;
  /** Name of the file it came from, for captions; empty for none. */
  readonly source: string;
}

export type PairChoice = 'all' | 'AtoA' | 'AtoB' | 'BtoA' | 'BtoB';
export type PanelView = 'lines' | 'matrix' | 'overview' | 'table';

/** All that decides what is drawn; saved and restored as JSON. Token numbers refer to the document beside it. */
export interface ViewState {
  readonly view: PanelView;
  /** One layer, the mean over all layers, or attention rollout. */
  readonly scope: 'layer' | 'mean' | 'rollout';
  readonly layer: number;
  /** The chosen heads; none of them leaves nothing to show. */
  readonly heads: readonly number[];
  /** How several heads become one map; `each`: the line view draws every head in its own colour. */
  readonly reduction: 'mean' | 'max' | 'each';
  readonly unit: 'tokens' | 'words';
  readonly hideSpecial: boolean;
  readonly renormalise: boolean;
  /** 0…1: the largest weights of a row that together hold this share are shown. */
  readonly topShare: number;
  readonly pair: PairChoice;
  readonly pinned: { readonly query: number; readonly key: number | null } | null;
  /** Token numbers replaced by the mask token. */
  readonly masked: readonly number[];
  /** Heads whose output is set to zero. */
  readonly silenced: readonly { readonly layer: number; readonly head: number }[];
  /** Show the difference to the untouched text instead of the weights. */
  readonly difference: boolean;
  /** Show how one weight comes about from query and key. */
  readonly breakdown: boolean;
}

/** The text that the webview shows while it asks: the host may be reading another one already. */
export type ShownText = Pick<PanelDocument, 'text' | 'pair'>;

/** What was changed about the text or the encoder before it was run. */
export interface Intervention {
  readonly masked: readonly number[];
  readonly silenced: readonly { readonly layer: number; readonly head: number }[];
}

export interface PanelPrediction {
  readonly token: number;
  /** Best words with probability 0…1. */
  readonly candidates: readonly { readonly text: string; readonly probability: number }[];
}

/** Attention of one layer as packed rows (core/attention packRows): `values` u16 `[heads, tokens, tokens]`. */
export interface PanelLayer {
  readonly layer: number;
  readonly values: Uint16Array;
  /** When the encoder's run ended, in milliseconds of the epoch, by the clock of its machine. */
  readonly endedAt: number;
}

/** What a panel is given to show. `view`: how, as parseView reads it; null keeps the view as it is. */
export interface PanelShown {
  readonly document: PanelDocument;
  /** The layer that is looked at first, of the untouched text: it can be painted without a question. */
  readonly first: PanelLayer;
  readonly view: unknown;
  /** Tokens that the selection of the editor covers, or that its caret stands in. */
  readonly selected: readonly number[];
  /** A sentence that stays above the text, such as that another encoder made the saved view; empty for none. */
  readonly remark: string;
}

/** Requests of the webview to the host. */
export type PanelRequests = {
  /** First message of a webview: asks for all that it needs to begin. Before it, it is told nothing of the text. */
  readonly ready: {
    readonly params: null;
    readonly result: {
      readonly shown: PanelShown | null;
      /** How the first text is shown that comes without a view. */
      readonly view: Partial<ViewState>;
      readonly pinned: boolean;
      /** A text is being read. */
      readonly busy: boolean;
      /** Why the text could not be shown; empty where it could. */
      readonly failed: string;
    };
  };
  /** Attention of another layer, or of a changed text. */
  readonly layer: {
    readonly params: { readonly layer: number } & ShownText & Intervention;
    readonly result: PanelLayer;
  };
  /** What the masked LM expects at some tokens. */
  readonly predict: {
    readonly params: { readonly tokens: readonly number[] } & ShownText & Intervention;
    readonly result: { readonly predictions: readonly PanelPrediction[] };
  };
  /** Queries and keys of one head: `[tokens, headSize]` each. */
  readonly queriesAndKeys: {
    readonly params: { readonly layer: number; readonly head: number } & ShownText & Intervention;
    readonly result: { readonly queries: Float32Array; readonly keys: Float32Array };
  };
  /** Saves a file that the panel made. Resolves to false when the person changed their mind. */
  readonly save: {
    readonly params: { readonly name: string; readonly content: string | Uint8Array };
    readonly result: boolean;
  };
};

/** Notifications of the webview to the host. */
export type PanelSaid = {
  /** Select this token's text in the editor. */
  readonly reveal: { readonly token: number };
  /** Stop or go on following the cursor. */
  readonly pin: { readonly pinned: boolean };
  /** The view, for the panel to come back as it was. */
  readonly viewChanged: ViewState;
  /** Ask for a second text. */
  readonly choosePair: null;
  /** Back to one text. */
  readonly dropPair: null;
};

/** Notifications of the host to the webview. */
export type PanelHeard = {
  readonly document: PanelShown;
  /** The editor's selection covers these tokens. */
  readonly selected: { readonly tokens: readonly number[] };
  /** A token's text cannot be selected in the editor: a sentence that says why, or empty where it was. */
  readonly unlinked: { readonly message: string };
  /** The document could not be shown: a sentence for a person. */
  readonly failed: { readonly message: string };
  readonly busy: { readonly busy: boolean };
  /** What the page gives VS Code to keep until the window is loaded again (keptPanels). */
  readonly keep: { readonly state: unknown };
};

export type PanelTheirs = Record<never, never>;

/** The view that a panel opens with. */
export function initialView(numHeads: number): ViewState {
  return {
    view: 'lines',
    scope: 'layer',
    layer: 0,
    heads: Array.from({ length: numHeads }, (_, head) => head),
    reduction: 'mean',
    unit: 'tokens',
    hideSpecial: false,
    renormalise: true,
    topShare: 1,
    pair: 'all',
    pinned: null,
    masked: [],
    silenced: [],
    difference: false,
    breakdown: false,
  };
}

/** A view without what belongs to its text: the way of looking, for another text. */
export const withoutMarks = <V extends Partial<ViewState>>(view: V): V => ({
  ...view,
  ...{ pinned: null, masked: [], difference: false },
});

/** A view from outside (saved state, a file): what does not fit the document is replaced by the initial view's value. */
export function parseView(
  value: unknown,
  document: Pick<PanelDocument, 'tokens' | 'numLayers' | 'numHeads'>,
): ViewState {
  const start = initialView(document.numHeads);
  if (typeof value !== 'object' || value === null) return start;
  const v = value as Record<string, unknown>;
  const one = <T extends string>(found: unknown, allowed: readonly T[], otherwise: T): T =>
    allowed.find((a) => a === found) ?? otherwise;
  const index = (found: unknown, below: number): found is number =>
    Number.isInteger(found) && (found as number) >= 0 && (found as number) < below;
  const list = (found: unknown, below: number): number[] =>
    Array.isArray(found) ? found.filter((n) => index(n, below)) : [];
  const tokens = document.tokens.length;
  const heads = list(v.heads, document.numHeads);
  const pinned = v.pinned as Record<string, unknown> | null | undefined;
  const silenced = Array.isArray(v.silenced) ? (v.silenced as Record<string, unknown>[]) : [];
  return {
    view: one(v.view, ['lines', 'matrix', 'overview', 'table'], start.view),
    scope: one(v.scope, ['layer', 'mean', 'rollout'], start.scope),
    layer: index(v.layer, document.numLayers) ? v.layer : 0,
    heads: heads.length || isEmpty(v.heads) ? heads : start.heads,
    reduction: one(v.reduction, ['mean', 'max', 'each'], start.reduction),
    unit: one(v.unit, ['tokens', 'words'], start.unit),
    hideSpecial: v.hideSpecial === true,
    renormalise: v.renormalise !== false,
    topShare: typeof v.topShare === 'number' && v.topShare > 0 && v.topShare <= 1 ? v.topShare : 1,
    pair: one(v.pair, ['all', 'AtoA', 'AtoB', 'BtoA', 'BtoB'], start.pair),
    pinned:
      pinned && index(pinned.query, tokens)
        ? { query: pinned.query, key: index(pinned.key, tokens) ? pinned.key : null }
        : null,
    masked: list(v.masked, tokens).filter((n) => !document.tokens[n].special),
    silenced: silenced.flatMap((s) =>
      s && index(s.layer, document.numLayers) && index(s.head, document.numHeads)
        ? [{ layer: s.layer, head: s.head }]
        : [],
    ),
    difference: v.difference === true,
    breakdown: v.breakdown === true,
  };
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
