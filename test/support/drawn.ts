// Waiting until a page has drawn what it was told.

import type { FrameLocator } from 'playwright-core';

/** Resolves after the frame that shows what happened before: pages draw with the next frame, which a busy machine delays. */
export const drawn = (page: FrameLocator): Promise<void> =>
  page.locator('body').evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );
