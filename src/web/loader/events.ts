/* Whoever listens to what happens: by `on`, and as an event of the document. */

type Listener = (detail: object) => void;

const listeners = Object.create(null) as Record<string, Listener[]>;

/* A listener that falls over takes nobody with it. */
export function emit(name: string, detail: object = {}): void {
  const list = listeners[name] ?? [];

  for (let i = 0; i < list.length; i++) {
    try {
      list[i]!(detail);
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
  }
  document.dispatchEvent(new CustomEvent(`kundo:${name}`, { detail }));
}

/* A list that `emit` goes through is never changed. */
export function off(name: string, listener: Listener): void {
  const list = listeners[name] ?? [];
  const rest: Listener[] = [];

  for (let i = 0; i < list.length; i++) {
    if (list[i] !== listener) {
      rest[rest.length] = list[i]!;
    }
  }
  listeners[name] = rest;
}

export function on(name: string, listener: Listener): void {
  off(name, listener);
  listeners[name]![listeners[name]!.length] = listener;
}
