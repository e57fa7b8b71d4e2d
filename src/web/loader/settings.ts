/* What the tag says. */

const script = document.currentScript as HTMLScriptElement;

export const data = script.dataset;
export const base = new URL(data['base'] ?? './', script.src);
export const flow = data['flow'] ?? '';
export const color =
  /^#([\da-f]{3}){1,2}$/i.exec(data['color'] ?? '')?.[0] ?? '';
export const theme = data['theme'] ?? '';
