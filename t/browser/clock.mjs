/*
 * A clock that the test moves: timers and the time of day stand still until
 * it ticks.  Node's own mock knows no Date in Node 18.
 */

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  Date: globalThis.Date,
};

let now_ms = 0;
let last_id = 0;
const timers = new Map();

class StillDate extends real.Date {
  constructor(...given) {
    super(...(given.length > 0 ? given : [now_ms]));
  }

  static now() {
    return now_ms;
  }
}

/* The one that fires next, by its time and then by its turn. */
function next(end_ms) {
  let found = null;

  for (const timer of timers.values()) {
    if (timer.due_ms <= end_ms && (!found || timer.due_ms < found.due_ms)) {
      found = timer;
    }
  }
  return found;
}

export function enable(at_ms = real.Date.now()) {
  now_ms = at_ms;
  globalThis.Date = StillDate;
  globalThis.setTimeout = (callback, delay_ms = 0, ...args) => {
    const id = ++last_id;
    const due_ms = now_ms + Math.max(1, Number(delay_ms) || 0);

    timers.set(id, { id, due_ms, call: () => callback(...args) });
    return id;
  };
  globalThis.clearTimeout = (id) => {
    if (!timers.delete(id) && typeof id !== 'number') {
      real.clearTimeout(id);
    }
  };
}

export function tick(ms) {
  const end_ms = now_ms + ms;

  for (let timer = next(end_ms); timer !== null; timer = next(end_ms)) {
    timers.delete(timer.id);
    now_ms = timer.due_ms;
    timer.call();
  }
  now_ms = end_ms;
}

export function reset() {
  timers.clear();
  Object.assign(globalThis, real);
}
