// The one state that all views share, and what is worked out from it: which map to draw. Knows nothing of the page.

import { combineHeads, joinWords, keepTop, meanOfMaps, unpackRows, type TokenWord } from '../../src/core/attention';
import { kept } from '../../src/core/kept';
import type {
  Intervention,
  PanelDocument,
  PanelLayer,
  PanelPrediction,
  ShownText,
  ViewState,
} from '../../src/protocol/panel';
import { parseView, withoutMarks } from '../../src/protocol/panel';
import { filtered, labelOf, rolloutInSteps } from './mapSteps';
import { Pace } from './pace';
import { strongestOfHeads } from './strongest';

/** Where the layers come from: the extension host, or the data inside a saved page. */
export interface Source {
  /** Why the encoder cannot be run here, for a person: only the layers as they came are there. Empty where it can be. */
  readonly withoutEncoder: string;
  layer(text: ShownText, layer: number, intervention: Intervention): Promise<Float32Array>;
  predict(text: ShownText, tokens: readonly number[], intervention: Intervention): Promise<readonly PanelPrediction[]>;
  queriesAndKeys(
    text: ShownText,
    layer: number,
    head: number,
    intervention: Intervention,
  ): Promise<{ queries: Float32Array; keys: Float32Array }>;
}

/** What the views draw: rows and columns are units, which are tokens or words. */
export interface DrawnMap {
  /** What it was made of: another text may be shown already, whose map is still being worked out. */
  readonly document: PanelDocument;
  /** As which it was asked for: with what is chosen now it may still be worked out. */
  readonly view: ViewState;
  readonly units: readonly TokenWord[];
  readonly labels: readonly string[];
  /** One map [U, U], of zeros where no head is chosen; for `each` one a head, in the order of `heads`. */
  readonly maps: readonly Float32Array[];
  readonly heads: readonly number[];
  /** One map [U, U] that stands for all: at each place the weight of the strongest head. */
  readonly strongest: Float32Array;
  readonly difference: boolean;
}

/** The largest weight of a map, or its largest change: what the strongest colour stands for. */
export function largest({ maps }: DrawnMap): number {
  let most = 0;
  for (const values of maps) for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most || 1;
}

/** Smaller changes are those of rounding. */
const noticed = 5e-4;

/** Whether a map of changes holds none. */
export function isUnchanged({ maps, difference }: DrawnMap): boolean {
  return difference && maps.every((values) => values.every((value) => Math.abs(value) < noticed));
}

export const noIntervention: Intervention = { masked: [], silenced: [] };

/** What was asked about a text came too late for an answer: another one is shown. */
export class OtherTextError extends Error {
  override readonly name = 'OtherTextError';
}

/** The shared state. Views subscribe; every change goes through `update`. */
export class Store {
  #view: ViewState;
  #document: PanelDocument;
  readonly #layers = new Map<string, Promise<Float32Array>>();
  readonly #listeners = new Set<() => void>();
  readonly #drawn = new Map<string, Promise<DrawnMap>>();
  #units:
    | { readonly tokens: PanelDocument['tokens']; readonly unit: string; readonly list: readonly TokenWord[] }
    | undefined;
  /** Tokens that are hovered: units change with the filters, also under a pointer that rests. Not saved. */
  hover: { readonly query: number | null; readonly key: number | null } | null = null;
  /** The token that the keyboard last went to as a query; not saved. */
  lastQuery: number | null = null;
  /** Tokens that the editor's selection covers. */
  selected: readonly number[] = [];

  constructor(
    document: PanelDocument,
    view: unknown,
    readonly source: Source,
    first?: PanelLayer,
  ) {
    this.#document = document;
    this.#keep(first);
    this.#view = this.#fitting(view);
  }

  get document(): PanelDocument {
    return this.#document;
  }

  get view(): ViewState {
    return this.#view;
  }

  get intervention(): Intervention {
    return interventionOf(this.#view);
  }

  get intervened(): boolean {
    return isIntervened(this.#view);
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  update(change: Partial<ViewState>): void {
    this.#view = { ...this.#view, ...change };
    this.changed();
  }

  /** Masks tokens or silences heads, and shows at once what that changes. Without an encoder nothing happens. */
  intervene(change: Partial<Intervention>): void {
    if (this.source.withoutEncoder) return;
    const { masked, silenced } = { ...this.#view, ...change };
    this.update({ ...change, difference: masked.length > 0 || silenced.length > 0 });
  }

  /**
   * Another text: what belonged to the old one is dropped, the way of looking at it stays unless `view` gives another.
   * `first`: a layer that came with the text.
   */
  show(document: PanelDocument, wanted?: unknown, first?: PanelLayer): void {
    const keep = document.text === this.#document.text && document.pair === this.#document.pair;
    // The pointer may rest on the same token still, and then no event says so again.
    if (!haveSameTokens(document, this.#document)) {
      this.hover = null;
      this.lastQuery = null;
      this.selected = [];
    }
    this.#document = document;
    this.#layers.clear();
    this.#keep(first);
    this.#drawn.clear();
    const view = wanted ?? (keep ? this.#view : withoutMarks(this.#view));
    this.#view = this.#fitting(view);
    this.changed();
  }

  /** Whether this is still the text, read by the same encoder. */
  isShown({ text, pair, model }: PanelDocument): boolean {
    const shown = this.#document;
    return text === shown.text && pair === shown.pair && model === shown.model;
  }

  /** A view as far as there is something to show: a filter by pair for a pair, what needs the encoder where there is one. */
  #fitting(wanted: unknown): ViewState {
    const view = parseView(wanted, this.#document);
    const untouched = { masked: [], silenced: [], difference: false, breakdown: false };
    return {
      ...view,
      ...(this.#document.pair === null && { pair: 'all' }),
      ...(this.source.withoutEncoder !== '' && untouched),
    };
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /**
   * Attention of one layer [heads, S, S], asked for once for each state of masks and heads. Whoever asks for several names
   * the text that they are `of`: meanwhile another one may be shown.
   */
  layer(layer: number, intervention = this.intervention, of = this.#document): Promise<Float32Array> {
    if (!this.isShown(of)) return Promise.reject(new OtherTextError());
    return kept(this.#layers, keyOf(layer, intervention), () => this.source.layer(of, layer, intervention));
  }

  /** A layer of the untouched text that came with it. */
  #keep(first: PanelLayer | undefined): void {
    if (first) this.#layers.set(keyOf(first.layer, noIntervention), Promise.resolve(unpackLayer(first.values)));
  }

  /** The map that the view's filters leave. */
  drawn(): Promise<DrawnMap> {
    // Which view is open, what is pinned or broken down does not change the map, nor a layer that is not looked at.
    const layer = this.#view.scope === 'layer' ? this.#view.layer : null;
    const key = JSON.stringify({ ...this.#view, view: null, pinned: null, breakdown: null, layer });
    if (this.#drawn.size > 8 && !this.#drawn.has(key)) this.#drawn.clear();
    return kept(this.#drawn, key, () => this.#draw(this.#document, this.#view));
  }

  /** What it is asked for is all it looks at: text and view may be others before it is done. */
  async #draw(document: PanelDocument, view: ViewState): Promise<DrawnMap> {
    const pace = new Pace();
    const units = this.units(view);
    const after = await this.#maps(document, view, interventionOf(view), pace);
    const compare = view.difference && isIntervened(view);
    const before = compare ? await this.#maps(document, view, noIntervention, pace) : after;
    const length = document.tokens.length;
    const maps: Float32Array[] = [];
    for (const [n, map] of after.entries()) {
      await pace.breathe();
      const shown = filtered(view, map, units, length);
      await pace.breathe();
      if (!compare) {
        maps.push(keepTop(shown, units.length, view.topShare));
        continue;
      }
      const original = filtered(view, before[n], units, length);
      maps.push(shown.map((value, i) => value - original[i]));
    }
    const labels = units.map((unit) => labelOf(document, view, unit));
    const heads = view.reduction === 'each' ? view.heads : [];
    await pace.breathe();
    return { document, view, units, labels, maps, heads, strongest: strongestOfHeads(maps), difference: compare };
  }

  async #maps(
    document: PanelDocument,
    view: ViewState,
    intervention: Intervention,
    pace: Pace,
  ): Promise<Float32Array[]> {
    const { numHeads, numLayers, tokens } = document;
    const length = tokens.length;
    if (!view.heads.length) return [new Float32Array(length * length)];
    const wanted = view.scope === 'layer' ? [view.layer] : Array.from({ length: numLayers }, (_, layer) => layer);
    const groups = view.reduction === 'each' ? view.heads.map((head) => [head]) : [view.heads];
    const how = view.reduction === 'max' ? 'max' : 'mean';
    const each: Float32Array[][] = groups.map(() => []);
    for (const layer of wanted) {
      const values = await this.layer(layer, intervention, document);
      for (const [n, heads] of groups.entries()) {
        await pace.breathe();
        each[n].push(combineHeads({ heads: numHeads, length, values }, heads, how));
      }
    }
    const out: Float32Array[] = [];
    for (const maps of each) {
      await pace.breathe();
      if (view.scope === 'layer') out.push(maps[0]);
      else out.push(view.scope === 'mean' ? meanOfMaps(maps) : await rolloutInSteps(maps, length, pace));
    }
    return out;
  }

  /** Rows and columns of the drawn map; made once for each text and kind of unit. */
  units(view: ViewState = this.#view): readonly TokenWord[] {
    const { tokens } = this.#document;
    if (this.#units?.tokens === tokens && this.#units.unit === view.unit) return this.#units.list;
    const list =
      view.unit === 'words'
        ? joinWords(
            tokens,
            tokens.map((token) => token.word),
          )
        : tokens.map(({ segment, special, start, end }, n) => ({ tokens: [n], segment, special, start, end }));
    this.#units = { tokens, unit: view.unit, list };
    return list;
  }

  /** A token as the encoder read it. */
  tokenName(token: number): string {
    return this.#view.masked.includes(token) ? '[MASK]' : this.#document.tokens[token].text;
  }
}

/** Layers that came packed over the wire. */
export const unpackLayer = (values: Uint16Array): Float32Array => unpackRows(values);

const keyOf = (layer: number, intervention: Intervention): string => JSON.stringify([layer, intervention]);

const interventionOf = ({ masked, silenced }: ViewState): Intervention => ({ masked, silenced });

const isIntervened = ({ masked, silenced }: ViewState): boolean => masked.length > 0 || silenced.length > 0;

const haveSameTokens = ({ tokens: a }: PanelDocument, { tokens: b }: PanelDocument): boolean =>
  a.length === b.length && a.every(({ text, segment }, n) => text === b[n].text && segment === b[n].segment);
