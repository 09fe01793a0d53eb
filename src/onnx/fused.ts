// Reads the attention of a graph, also where an optimiser has fused it into one operator.

import { Analysis } from './analysis';
import type { AttentionSite } from './attention';
import { findAttention } from './attention';
import type { Graph } from './graph';
import type { AttentionKind } from './prepare';

export interface AttentionReading {
  readonly analysis: Analysis;
  readonly attention: AttentionKind;
  readonly sites: AttentionSite[];
}

export function readAttention(graph: Graph): AttentionReading {
  const analysis = new Analysis(graph);
  const sites = findAttention(analysis);
  return { analysis, attention: sites.length > 0 ? { kind: 'unfused' } : { kind: 'none' }, sites };
}
