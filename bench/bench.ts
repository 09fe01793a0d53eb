// All parts of the benchmark and the report that they make up. A part that fails is left out, with the reason.

import { readArtefacts, type ArtefactFigures } from './artefacts';
import { benchClassify, type ClassifyFigures } from './classify';
import { benchColdStart, type ColdStartFigures } from './coldStart';
import { benchEmbed, type EmbedFigures } from './embed';
import { benchFillMask, type FillMaskFigures } from './fillMask';
import { benchIndexing, type IndexFigures } from './indexing';
import { describeMachine, type Machine } from './machine';
import { benchQuery, type QueryFigures } from './query';
import { benchRepository, type RepositoryFigures } from './repository';
import { benchSimilarity, type SimilarityFigures } from './similarity';
import { openSetting, type BenchOptions, type Setting } from './setting';

export interface BenchReport extends Omit<ArtefactFigures, 'hostEventLoopP99Ms'>, Partial<ColdStartFigures> {
  readonly machine: Machine;
  readonly model: string;
  readonly dtype: string;
  readonly fillMask?: readonly FillMaskFigures[];
  readonly embed?: EmbedFigures;
  readonly index?: IndexFigures & { readonly hostEventLoopP99Ms?: number };
  readonly query?: readonly QueryFigures[];
  readonly repository?: RepositoryFigures;
  readonly classify?: ClassifyFigures;
  readonly similarity?: SimilarityFigures;
  readonly leftOut: readonly { readonly what: string; readonly reason: string }[];
}

/** The parts that can be chosen, and the fields of the report that each gives. */
export const parts = {
  fillMask: async (setting: Setting) => ({ fillMask: await benchFillMask(setting) }),
  coldStart: benchColdStart,
  embed: async (setting: Setting) => ({ embed: await benchEmbed(setting) }),
  index: async (setting: Setting) => ({ index: await benchIndexing(setting) }),
  query: async (setting: Setting) => ({ query: await benchQuery(setting) }),
  repository: async (setting: Setting) => ({ repository: await benchRepository(setting) }),
  classify: async (setting: Setting) => ({ classify: await benchClassify(setting) }),
  similarity: async (setting: Setting) => ({ similarity: await benchSimilarity(setting) }),
} satisfies Readonly<Record<string, (setting: Setting) => Promise<Partial<BenchReport>>>>;

export type PartName = keyof typeof parts;

/** Take so long that they run only when they are named. */
export const longParts: readonly PartName[] = ['repository'];

/** Error where the model cannot be loaded. */
export async function bench(options: BenchOptions, names: readonly PartName[]): Promise<BenchReport> {
  const machine = describeMachine();
  const leftOut: { what: string; reason: string }[] = [];
  let report: Partial<BenchReport> = {};
  const setting = await openSetting(options);
  try {
    for (const name of names) {
      try {
        report = { ...report, ...(await parts[name](setting)) };
      } catch (error) {
        leftOut.push({ what: name, reason: (error as Error).message });
      }
    }
    const { id, dtype } = setting.info;
    const { hostEventLoopP99Ms, ...artefacts } = readArtefacts(options.root);
    const index = report.index && { ...report.index, ...(hostEventLoopP99Ms !== undefined && { hostEventLoopP99Ms }) };
    return { machine, model: id, dtype, ...report, ...(index && { index }), ...artefacts, leftOut };
  } finally {
    await setting.dispose();
  }
}
