/*
 * A part that could not be loaded is asked for again at the next wish.  Some
 * browsers remember the failure as long as their page lives: where the line
 * is there and the part is not, the panel begins anew; it loses nothing.
 */

import { LostError } from '../shared/api';
import { kit } from './kit';
import type { Parts } from './parts';

let failures = 0;

export async function load_parts(): Promise<Parts> {
  try {
    return (await import('./parts')).parts(kit);
  } catch {
    if (failures++ > 0) {
      await renew();
    }
    throw new LostError();
  }
}

export async function renew(): Promise<void> {
  const reply = await fetch('').catch(() => null);

  if (reply?.ok) {
    location.reload();
  }
}
