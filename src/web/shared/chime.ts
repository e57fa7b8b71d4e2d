/*
 * Two short sounds made on the spot, heard from one tab only: whichever may
 * make a sound claims the event first (S4.9).
 */

import { claim } from './claim';

export type Chime = 'message' | 'chat';

/* Hz, one after the other. */
const NOTES: Record<Chime, readonly number[]> = {
  message: [880],
  chat: [660, 880, 1109],
};
const NOTE_S = 0.14;
const LOUDNESS = 0.12;

/* A sound that could not be made by then says nothing any more. */
const STALE_MS = 1000;

let context: AudioContext | null = null;

/* Browsers let a page make sounds once somebody has touched it. */
function unlock(): void {
  context ??= new AudioContext();
  if (context.state === 'suspended') {
    void context.resume();
  }
}

addEventListener('pointerdown', unlock);
addEventListener('keydown', unlock);

/* Loaded late, after somebody has. */
if (navigator.userActivation?.hasBeenActive) {
  unlock();
}

export async function chime(kind: Chime, event: string): Promise<void> {
  const asked_ms = Date.now();

  if (context === null) {
    return;
  }
  const player = context;

  if (player.state !== 'running') {
    await player.resume();
    if (Date.now() - asked_ms > STALE_MS) {
      return;
    }
  }
  await claim(`chime:${event}`, () => play(player, kind));
}

function play(player: AudioContext, kind: Chime): void {
  NOTES[kind].forEach((frequency, n) => {
    const start_s = player.currentTime + n * NOTE_S * 0.8;
    const tone = player.createOscillator();
    const volume = player.createGain();

    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start_s);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start_s + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.001, start_s + NOTE_S * 2);
    tone.connect(volume).connect(player.destination);
    tone.start(start_s);
    tone.stop(start_s + NOTE_S * 2);
  });
}
