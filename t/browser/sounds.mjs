/*
 * Ears for both faces: an init script that counts notes, and notes who came
 * for the lock of a sound.  Whoever has that lock keeps it, and no sound card
 * is asked: no machine is too slow for that.  And one that lets the test say
 * when half a second has gone by in which a message may have been seen.
 */

/*
 * In `window`: notes, a number; turns, the ids of what called for one; and how
 * many are asking for the lock of theirs at this moment.
 */
export function listen_for_sounds() {
  const { setTimeout } = window;
  const HOLD_MS = 3000; /* as in shared/claim.ts */

  window.setTimeout = (work, ms, ...rest) =>
    ms === HOLD_MS ? 0 : setTimeout(work, ms, ...rest);
  const part = () => ({
    connect: part,
    start: () => window.notes++,
    stop() {},
    frequency: {},
    gain: {
      setValueAtTime() {},
      linearRampToValueAtTime() {},
      exponentialRampToValueAtTime() {},
    },
  });
  /* Not in an empty document. */
  if (!navigator.locks) {
    return;
  }
  const request = navigator.locks.request.bind(navigator.locks);

  window.notes = 0;
  window.turns = [];
  window.asking = 0;
  window.AudioContext = class {
    state = 'running';
    currentTime = 0;
    resume = () => Promise.resolve();
    createOscillator = part;
    createGain = part;
  };
  navigator.locks.request = (name, ...rest) => {
    if (!name.startsWith('kundo:chime:')) {
      return request(name, ...rest);
    }
    const work = rest.pop();

    window.asking++;
    return request(name, ...rest, (lock) => {
      const done = work(lock);

      window.asking--;
      window.turns.push(name.split(':')[2]);
      return done;
    });
  };
}

/* What looks half a second later, as in shared/look.ts, waits for `look`. */
export function look_when_told() {
  const { setTimeout } = window;

  window.looks = [];
  window.setTimeout = (work, ms, ...rest) =>
    ms === 500 ? window.looks.push(work) : setTimeout(work, ms, ...rest);
}

/* In these pages or frames: all that has come by now. */
export function look(...frames) {
  return Promise.all(
    frames.map((frame) =>
      frame.evaluate(() => window.looks.splice(0).forEach((work) => work())),
    ),
  );
}
