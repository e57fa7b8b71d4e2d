/*
 * False until the first chats are on the screen and can be opened: what costs
 * much and is not needed for that comes after it.
 */

import { signal } from '@preact/signals';

export const leisure = signal(false);
