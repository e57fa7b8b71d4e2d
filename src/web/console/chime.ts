/* The sounds, as long as the agent wants them (S4.9). */

import { chime as ring, type Chime } from '../shared/chime';
import { sound } from './settings';

export type { Chime };

export async function chime(kind: Chime, event: string): Promise<void> {
  if (sound.peek()) {
    await ring(kind, event);
  }
}
