/*
 * How the launcher and the panel's frame look.  In a shadow root, by a
 * constructed sheet: neither the site's CSS nor its policy gets in the way.
 */

/* There the panel has the whole screen. */
export const PHONE = '(max-width:480px),(max-height:420px)';

const SHEET = `
:host{--c:#0d6b5e;--t:#fff}
button,iframe,span{all:initial;box-sizing:border-box}
button{position:fixed;bottom:20px;right:20px;width:56px;height:56px;
border-radius:50%;background:var(--c);color:var(--t);cursor:pointer;
display:flex;align-items:center;justify-content:center;
box-shadow:0 4px 16px rgb(16 32 29/.24);
transition:transform .12s,box-shadow .12s}
button:hover{transform:translateY(-1px);box-shadow:0 6px 20px rgb(16 32 29/.3)}
button:active{transform:none}
button:focus-visible{outline:3px solid var(--c);outline-offset:3px;
box-shadow:0 0 0 3px #fff}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.8;
stroke-linecap:round;stroke-linejoin:round;pointer-events:none}
span{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;
padding:0 4px;border-radius:11px;background:#c2261c;color:#fff;
border:2px solid #fff;font:600 12px/18px system-ui,sans-serif;
text-align:center;pointer-events:none}
iframe{position:fixed;bottom:92px;right:20px;width:400px;
max-width:calc(100vw - 40px);height:680px;max-height:calc(100vh - 112px);
max-height:calc(100dvh - 112px);border-radius:16px;background:#fff;
box-shadow:0 12px 40px rgb(16 32 29/.22),0 0 0 1px rgb(16 32 29/.08);
animation:k .22s cubic-bezier(.2,0,0,1)}
.dark iframe{background:#141a19;box-shadow:0 12px 40px rgb(0 0 0/.6),
0 0 0 1px rgb(255 255 255/.12)}
.large iframe{width:720px;height:100vh}
.left button,.left iframe{right:auto;left:20px}
[hidden]{display:none!important}
@keyframes k{from{opacity:0;transform:translateY(12px)}}
@media ${PHONE}{
.open button{display:none}
iframe,.large iframe,.left iframe{inset:0;width:100%;height:100%;
max-width:none;max-height:none;border-radius:0;box-shadow:none}}
@media(prefers-reduced-motion:reduce){
iframe{animation:none}button{transition:none}}
@media(forced-colors:active){
button,span{border:2px solid ButtonText}iframe{border:1px solid CanvasText}}
@media print{button,iframe{display:none}}
`;

const CHAT = 'M21 12a8 8 0 0 1-8 8H4l1.6-3.2A8 8 0 1 1 21 12zM9 11h8M9 14h5';
const DOWN = 'M6 9l6 6 6-6';

export function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    root.adoptedStyleSheets = [sheet];
  } catch {
    /* A browser of before 2023. */
    const style = document.createElement('style');
    style.textContent = SHEET;
    root.append(style);
  }
}

export function icon(open: boolean): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS(svg.namespaceURI, 'path');

  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', open ? DOWN : CHAT);
  svg.append(path);
  return svg as SVGElement;
}

/* Text that can be read on the site's own colour (#rgb or #rrggbb). */
export function text_on(color: string): string {
  const hex = color.replace(/^#(\w)(\w)(\w)$/, '#$1$1$2$2$3$3');
  const light =
    linear(hex, 1) * 0.2126 + linear(hex, 3) * 0.7152 + linear(hex, 5) * 0.0722;

  return light > 0.179 ? '#000' : '#fff';
}

function linear(hex: string, at: number): number {
  const part = parseInt(hex.slice(at, at + 2), 16) / 255;

  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
