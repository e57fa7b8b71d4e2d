/* How long to wait before trying again. */

const MOST_MS = 30000;

/* Doubled each time; some chance in it, so that not all come at once. */
export function patience(least_ms: number, attempts: number): number {
  const most = Math.min(MOST_MS, least_ms * 2 ** attempts);

  return (most / 2) * (1 + Math.random());
}
