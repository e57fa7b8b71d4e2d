/*
 * What calls for attention does so in one tab alone, and once: whichever tab
 * takes an event first (S4.9).  One that was cut off hears of it later.
 */

const TAKEN = 'kundo:taken';

/* What may have come while another tab was cut off. */
const TAKEN_MAX = 200;

/* What a tab has kept another one may not see at once. */
const HOLD_MS = 3000;

export async function claim(event: string, act: () => void): Promise<void> {
  if (!('locks' in navigator)) {
    if (take(event)) {
      act();
    }
    return;
  }
  await navigator.locks.request(
    `kundo:${event}`,
    { ifAvailable: true },
    async (lock) => {
      if (lock !== null && take(event)) {
        act();
        await new Promise((done) => setTimeout(done, HOLD_MS));
      }
    },
  );
}

/*
 * False when it was taken before.  Without storage.ts: shared with what is
 * loaded late, that would be a file of its own in the widget's first load.
 */
function take(event: string): boolean {
  try {
    const taken = (localStorage.getItem(TAKEN) ?? '').split(' ');

    if (taken.includes(event)) {
      return false;
    }
    localStorage.setItem(
      TAKEN,
      [...taken.slice(1 - TAKEN_MAX), event].join(' '),
    );
  } catch {
    /* Full or forbidden: then the lock alone decides. */
  }
  return true;
}
