/* Waits until a signal has a value. */

import type { ReadonlySignal } from '@preact/signals';

export function once<T>(source: ReadonlySignal<T>, wanted: T): Promise<void> {
  return new Promise((done) => {
    const stop = source.subscribe((value) => {
      if (value === wanted) {
        queueMicrotask(() => stop());
        done();
      }
    });
  });
}
