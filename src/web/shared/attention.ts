/*
 * D7: is anybody looking?  True while the page is visible and has had focus
 * or input during the last 60 s; being connected is not seeing.
 */

import { signal, type ReadonlySignal } from '@preact/signals';

const AWAKE_MS = 60000;

const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'];

export interface Attention {
  attentive: ReadonlySignal<boolean>;
  stop: () => void;
}

export function watch_attention(): Attention {
  const attentive = signal(false);
  const listening = new AbortController();
  const options = { passive: true, signal: listening.signal };
  let input_ms = 0;
  let timer = 0;

  function update(): void {
    const left_ms = input_ms + AWAKE_MS - Date.now();
    const focused = document.hasFocus();

    attentive.value =
      document.visibilityState === 'visible' && (focused || left_ms > 0);
    clearTimeout(timer);
    if (!focused && left_ms > 0) {
      timer = window.setTimeout(update, left_ms);
    }
  }

  function input(): void {
    /* Pointers move a thousand times a second. */
    if (Date.now() - input_ms > 1000 || !attentive.peek()) {
      input_ms = Date.now();
      update();
    }
  }

  /* Focus that has just been lost counts as focus of this moment. */
  function blur(): void {
    input_ms = Date.now();
    update();
  }

  INPUTS.forEach((type) => addEventListener(type, input, options));
  addEventListener('focus', update, options);
  addEventListener('blur', blur, options);
  document.addEventListener('visibilitychange', update, options);
  update();

  return {
    attentive,
    stop(): void {
      clearTimeout(timer);
      listening.abort();
    },
  };
}
