/* Where the keyboard is when a screen comes, and when something goes. */

/* The first thing to do on a screen. */
export function focus_first(): void {
  document
    .querySelector<HTMLElement>(
      '#composer,#start,.ask input,.panel>.nothing>.button',
    )
    ?.focus({ preventScroll: true });
}

/* For what stands in the place of what had the focus. */
export function keep_focus(element: HTMLElement | null): void {
  if (document.hasFocus() && document.activeElement === document.body) {
    element?.focus({ preventScroll: true });
  }
}
