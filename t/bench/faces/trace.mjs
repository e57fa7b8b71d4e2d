/*
 * The main thread's work between two marks, out of Chromium's trace: what it
 * took by the clock, and what of the processor (on a busy machine less).
 */

export const KINDS = ['script', 'parse', 'layout', 'paint', 'other'];

/* What is in none of them is counted with what it is a part of. */
const NAMES = [
  [
    'script',
    /^(EvaluateScript|FunctionCall|RunMicrotasks|TimerFire|EventDispatch|FireAnimationFrame|FireIdleCallback|XHR|WebSocket|MinorGC|MajorGC|BlinkGC|v8\.|V8\.)/,
  ],
  ['parse', /^Parse(HTML|AuthorStyleSheet)/],
  [
    'layout',
    /^(UpdateLayoutTree|RecalculateStyles|Layout$|ScheduleStyle|HitTest)/,
  ],
  ['paint', /^(PrePaint|Paint|Layerize|Commit|UpdateLayer|Decode|Animation)/],
  ['other', /^RunTask$/],
];

const CATEGORIES = [
  '-*',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-v8.gc',
  'v8',
  'v8.execute',
  'blink.user_timing',
];

/* All that happens in the browser while `work` is done. */
export async function trace(page, work) {
  const browser = page.context().browser();

  await browser.startTracing(page, { categories: CATEGORIES });
  let text;
  try {
    await work();
  } finally {
    text = await browser.stopTracing();
  }
  return JSON.parse(text).traceEvents;
}

/* The marks of a name, in order; each knows its thread. */
export function marks(events, name) {
  return events
    .filter((one) => one.name === name && /user_timing/.test(one.cat))
    .sort((a, b) => a.ts - b.ts);
}

export class MainThread {
  constructor(events, { pid, tid }) {
    this.events = events
      .filter(
        (one) =>
          one.ph === 'X' && one.dur > 0 && one.pid === pid && one.tid === tid,
      )
      .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
    this.tasks = this.events.filter(({ name }) => name === 'RunTask');
  }

  /* When the task began in which something happened. */
  began(ts) {
    const task = this.tasks.find((one) => one.ts <= ts && ts < end_of(one));

    return task?.ts ?? ts;
  }

  /* In ms, by kind: `wall`, `cpu`, their sums, and the longest task. */
  work(from, to) {
    const wall = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
    const cpu = { ...wall };
    const open = [];
    let longest = 0;

    function close(event) {
      wall[event.kind] += event.wall / 1000;
      cpu[event.kind] += event.cpu / 1000;
    }

    for (const event of this.events) {
      if (event.ts >= to) {
        break;
      }
      if (end_of(event) <= from) {
        continue;
      }
      while (open.length > 0 && open.at(-1).end <= event.ts) {
        close(open.pop());
      }
      const part =
        (Math.min(end_of(event), to) - Math.max(event.ts, from)) / event.dur;
      const one = {
        end: end_of(event),
        kind: kind_of(event.name) ?? open.at(-1)?.kind ?? 'other',
        wall: event.dur * part,
        cpu: (event.tdur ?? event.dur) * part,
      };

      if (open.length > 0) {
        open.at(-1).wall -= one.wall;
        open.at(-1).cpu -= one.cpu;
      } else {
        longest = Math.max(longest, one.wall / 1000);
      }
      open.push(one);
    }
    open.forEach(close);
    return { wall, cpu, all: sum(wall), all_cpu: sum(cpu), longest };
  }
}

function end_of(event) {
  return event.ts + event.dur;
}

function kind_of(name) {
  return NAMES.find(([, pattern]) => pattern.test(name))?.[0];
}

function sum(kinds) {
  return Object.values(kinds).reduce((all, one) => all + one, 0);
}
