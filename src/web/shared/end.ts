/* The end of a list that is read: who is there stays there. */

/*
 * Where `box` is scrolled to when that is its end, within `near` px, or else
 * Infinity.  `was` is what this gave the last time: what grows or shrinks has
 * not moved her, only she goes up.
 */
export function end_of(box: HTMLElement, near: number, was: number): number {
  const { scrollTop, scrollHeight, clientHeight } = box;

  return scrollHeight - scrollTop - clientHeight < near || scrollTop >= was
    ? scrollTop
    : Infinity;
}
