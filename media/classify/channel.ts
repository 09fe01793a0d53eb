// The page's end of the channel to the extension host.

import type { Channel } from '../../src/protocol/channel';
import type { ClassifyHeard, ClassifyRequests, ClassifySaid, ClassifyTheirs } from '../../src/protocol/classifyPanel';

export type PageChannel = Channel<ClassifyRequests, ClassifySaid, ClassifyTheirs, ClassifyHeard>;
