/*
 * S2.6: what is left until a chat goes on to another agent.  Pure: the times
 * come from outside.
 */

/* From here on it hurries. */
const SOON_S = 10;

export interface Due {
  left_s: number;
  /* Of the time that there was: 1 at the start, 0 at the end. */
  part: number;
  soon: boolean;
}

/*
 * When the clock began to run: as long before its end as the flow gives, else
 * when the visitor wrote, else now, when it is seen first.
 */
export function start_of(
  due_at: string,
  flow_s: number | null | undefined,
  wrote_at: string | null,
  now_ms: number,
): number {
  return flow_s
    ? Date.parse(due_at) - flow_s * 1000
    : Math.min(now_ms, Date.parse(wrote_at ?? '') || now_ms);
}

/* `since_ms` is when the clock began to run. */
export function due_of(
  due_at: string | null | undefined,
  since_ms: number,
  now_ms: number,
): Due | null {
  const due_ms = Date.parse(due_at ?? '');
  const left_ms = due_ms - now_ms;

  if (Number.isNaN(due_ms) || left_ms <= 0) {
    return null;
  }
  const left_s = Math.ceil(left_ms / 1000);

  return {
    left_s,
    part: Math.min(1, left_ms / Math.max(1, due_ms - since_ms)),
    soon: left_s <= SOON_S,
  };
}
