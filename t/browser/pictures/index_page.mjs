/*
 * The page that lists all pictures: by face and state, with a filter for each
 * of what a picture is of.  It is one file, opened from the disk.
 */

const FILTERS = {
  face: 'Face',
  width: 'Width',
  scheme: 'Scheme',
  locale: 'Language',
};

const STYLE = `
:root { color-scheme: light dark; --line: #8885; --soft: #8882 }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap;
  align-items: center; gap: .5rem 1.25rem; padding: .75rem 1.5rem;
  border-bottom: 1px solid var(--line); background: Canvas }
h1 { margin: 0; font-size: 1.1rem }
main { padding: 0 1.5rem 4rem }
h2 { margin: 2rem 0 0; font-size: 1.3rem; text-transform: capitalize }
h3 { margin: 1.25rem 0 .5rem; font-size: 1rem }
h3 a { color: inherit; font: .85em ui-monospace, monospace; opacity: .7 }
section { scroll-margin-top: 8rem }
fieldset { display: flex; gap: .25rem; margin: 0; padding: 0; border: 0 }
legend { float: left; padding: .25rem .5rem .25rem 0; opacity: .7 }
label.choice { padding: .2rem .6rem; border: 1px solid var(--line);
  border-radius: 99px; cursor: pointer }
label.choice:has(:checked) { background: CanvasText; color: Canvas }
label.choice:has(:focus-visible), :focus-visible { outline: 2px solid Highlight;
  outline-offset: 2px }
label.choice input { position: absolute; opacity: 0; pointer-events: none }
input[type=search] { width: 14rem; padding: .3rem .6rem; font: inherit }
output { margin-inline-start: auto; opacity: .7; font-variant-numeric: tabular-nums }
section > div { display: flex; gap: 1rem; overflow-x: auto; padding: 3px 3px 1rem }
figure { flex: none; margin: 0 }
figcaption { font-size: .8rem; opacity: .7 }
img { display: block; width: auto; height: 17.5rem; background: var(--soft);
  box-shadow: 0 0 0 1px var(--line) }
[hidden] { display: none !important }
dialog { max-width: none; max-height: none; width: 100vw; height: 100vh;
  padding: 3rem 1rem 1rem; border: 0; overflow: auto; background: #222;
  color: #fff; text-align: center }
dialog img { display: inline-block; width: auto; height: auto; max-width: 100% }
dialog p { position: fixed; inset: 0 0 auto; margin: 0; padding: .6rem;
  background: #000c }
`;

/* What is chosen stands in the address, so that it can be passed on. */
const SCRIPT = `
const form = document.querySelector('form');
const figures = [...document.querySelectorAll('figure')];
const dialog = document.querySelector('dialog');
const shown = () => figures.filter((one) => !one.hidden);
let at = null;

for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements[name];
  if (field) field.value = value;
}

function filter() {
  const wish = new FormData(form);
  const words = wish.get('state').toLowerCase().split(/\\s+/).filter(Boolean);

  for (const one of figures) {
    one.hidden = ${JSON.stringify(Object.keys(FILTERS))}.some(
      (key) => wish.get(key) && wish.get(key) !== one.dataset[key],
    ) || !words.every((word) => one.dataset.state.includes(word));
  }
  for (const part of document.querySelectorAll('section, .face')) {
    part.hidden = !part.querySelector('figure:not([hidden])');
  }
  document.querySelector('output').value =
    shown().length + ' of ' + figures.length + ' pictures';

  const chosen = new URLSearchParams([...wish].filter(([, value]) => value));
  history.replaceState(null, '', '?' + chosen + location.hash);
}

function show(one) {
  if (!one) return;
  at = one;
  dialog.querySelector('img').src = one.querySelector('a').href;
  dialog.querySelector('img').alt = one.querySelector('img').alt;
  dialog.querySelector('p').textContent =
    one.dataset.title + ' · ' + one.querySelector('figcaption').textContent;
  if (!dialog.open) dialog.showModal();
  dialog.scrollTo(0, 0);
}

form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('click', (event) => {
  const link = event.target.closest('figure a');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link.parentElement);
  }
});
dialog.addEventListener('click', () => dialog.close());
dialog.addEventListener('close', () => at?.querySelector('a').focus());
document.addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (dialog.open && step) {
    event.preventDefault();
    show(shown()[shown().indexOf(at) + step]);
  } else if (event.key === '/' && event.target.type !== 'search') {
    event.preventDefault();
    form.elements.state.focus();
  } else if (step && event.target.matches('figure a')) {
    const next = shown()[shown().indexOf(event.target.parentElement) + step];
    event.preventDefault();
    next?.querySelector('a').focus();
  }
});
filter();
`;

function escape(text) {
  return text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign],
  );
}

/* `words` is what the search looks in; the title is what it reads. */
function figure(face, state, { file, width, scheme, locale }) {
  const label = `${width} px, ${scheme}, ${locale}`;
  const words = `${face}-${state.name} ${state.about}`.toLowerCase();

  return `<figure data-face="${face}" data-width="${width}"
  data-scheme="${scheme}" data-locale="${locale}"
  data-state="${escape(words)}" data-title="${escape(state.about)}"
  ><a href="${file}"><img src="${file}" loading="lazy"
  alt="${escape(state.about)}: ${label}"></a
  ><figcaption>${label}</figcaption></figure>`;
}

function section(face, state, pictures) {
  const id = `${face}-${state.name}`;

  return `<section id="${id}">
<h3>${escape(state.about)} <a href="#${id}">${id}</a></h3>
<div>${pictures.map((one) => figure(face, state, one)).join('\n')}</div>
</section>`;
}

function choices(name, legend, values) {
  const all = ['', ...values].map(
    (value) =>
      `<label class="choice"><input type="radio" name="${name}"
  value="${value}"${value === '' ? ' checked' : ''}>${value || 'all'}</label>`,
  );

  return `<fieldset><legend>${legend}</legend>${all.join('')}</fieldset>`;
}

/* `groups`: [{face, states: [{state, pictures}]}], pictures that exist. */
export function index_page(groups) {
  const all = groups.flatMap(({ face, states }) =>
    states.flatMap(({ pictures }) => pictures.map((one) => ({ face, ...one }))),
  );
  const filters = Object.entries(FILTERS).map(([name, legend]) =>
    choices(name, legend, [...new Set(all.map((one) => one[name]))]),
  );
  const body = groups.map(
    ({ face, states }) =>
      `<div class="face"><h2>${face}</h2>\n${states
        .map(({ state, pictures }) => section(face, state, pictures))
        .join('\n')}</div>`,
  );

  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>kundo: every state of both faces</title>
<style>${STYLE}</style></head><body>
<header><h1>Every state of both faces</h1>
<form style="display: contents">
${filters.join('\n')}
<input type="search" name="state" placeholder="State ( / )" aria-label="State">
</form><output></output></header>
<main>${body.join('\n')}</main>
<dialog aria-label="Picture"><p></p><img alt=""></dialog>
<script>${SCRIPT}</script>
</body></html>
`;
}
