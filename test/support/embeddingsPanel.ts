// The panel about embeddings as end-to-end tests see it: its tabs, what stands in them, and the texts that they are about.

import type { FrameLocator, Locator } from 'playwright-core';
import { drawn } from './drawn';
import { useWorkbench, type Workbench, type WorkbenchOptions } from './workbench';

const uses = `# Two senses

The bank lent her the money that she needed for the shop.
He went to the bank to cash a cheque before it closed.
My bank charges a fee for every payment that I make.
The bank raised its interest rates, and the loan became dear.

They rolled down the grassy bank into the wet field.
Trees hung over the muddy bank and dipped their leaves in the water.
He climbed the steep bank and looked down at the stream.
Flowers grew on the sunny bank above the path.
The boat was tied to a tree on the left bank of the river.

The dog ran after the stick and brought it back.
These labels will not stick to cold glass.
The old man leaned on his stick and looked at the sea.
If you have a plan, stick to it.
She broke the dry stick and threw it on the fire.
He drew a line in the sand with a long stick.
You should stick to what you said before.
`;
const elsewhere = 'The grassy bank of the pond is steep.\n\nThe bank charged me interest on the loan.\n';
const hostile = '<b onclick="alert(1)">The bank</b> says שלום 👋🏽 by the bank.\n';
/** Sentences of one line and of many. */
const wordy = `The harbour froze.

In the years before the new road was built over the hills, everything that the village did not grow or make for itself came over the sea into the little harbour below the church, and whoever wanted to go away went from there.

A harbour needs a light.
`;
const files = {
  ...{ 'senses.md': uses, 'hostile.txt': hostile, 'wordy.md': wordy },
  'notes/elsewhere.md': elsewhere,
};

/** What tests do with the tabs. */
export class Faces {
  constructor(readonly workbench: () => Workbench) {}

  get frame(): FrameLocator {
    return this.workbench().webview();
  }

  tab(face: string): Locator {
    return this.frame.locator(`[data-face="${face}"]`);
  }

  word(text: string): Locator {
    return this.frame.locator('#face-layers .sentence .word', { hasText: new RegExp(`^${text}$`) });
  }

  column(n: number): Locator {
    return this.frame.locator(`.near[data-at^="${n}:"]`);
  }

  /** Neighbours of a column, best first. */
  near(n: number): Promise<string[]> {
    return this.column(n).locator('.form').allTextContents();
  }

  async idle(): Promise<void> {
    await this.frame.locator('.layers[aria-busy="false"]:visible').waitFor({ timeout: 60_000 });
  }

  get map(): Locator {
    return this.frame.locator('.map');
  }

  sign(use: number): Locator {
    return this.frame.locator(`.map [data-use="${use}"]`);
  }

  get items(): Locator {
    return this.frame.locator('.use-item');
  }

  get summary(): Locator {
    return this.frame.locator('#face-senses .summary');
  }

  async toLayer(layer: number): Promise<void> {
    const slider = this.frame.locator('[data-control="sense-layer"]');
    await slider.fill(String(layer));
    await drawn(this.frame);
  }

  /** Numbers of the uses in each group of the list. */
  groups(): Promise<string[][]> {
    return this.frame
      .locator('.uses ul')
      .evaluateAll((lists) =>
        lists.map((list) => [...list.querySelectorAll('.use-item .text')].map((text) => text.textContent ?? '')),
      );
  }

  get detail(): Locator {
    return this.frame.locator('.ranks .detail');
  }
}

/** A window on these texts, for the suite that calls it. */
export const openFaces = (options: WorkbenchOptions = {}): readonly [() => Workbench, Faces] => {
  const workbench = useWorkbench({ files, shared: true, ...options });
  return [workbench, new Faces(workbench)];
};
