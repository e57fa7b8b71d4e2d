/*
 * What loader and panel say to each other by postMessage.  Never a message's
 * text: what is said in the panel stays in the panel.
 */

export type ToPanel =
  | { kundo: 'show'; focus: boolean; large: boolean }
  | { kundo: 'hide' }
  | { kundo: 'locale'; locale: string }
  | { kundo: 'identify'; who: object }
  | { kundo: 'logout' };

export type FromPanel =
  | { kundo: 'ready' | 'close' }
  | { kundo: 'size'; large: boolean }
  | { kundo: 'unread'; count: number }
  | { kundo: 'identified'; verified: boolean }
  | { kundo: 'error'; code: string; detail?: string }
  | { kundo: 'started' | 'ended'; conversation: string }
  | { kundo: 'message'; conversation: string; from: string };
