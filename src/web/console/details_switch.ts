/*
 * Details on and off: beside the thread a setting, else a place of its own.
 */

import type { Desk } from './desk';
import { place, show_details } from './place';
import { details } from './settings';

export function show_or_hide_details(desk: Desk): void {
  if (desk.beside.details_fit.peek()) {
    details.value = !details.peek();
  } else {
    show_details(!place.peek().details);
  }
}
