/* The page that lists all pictures: by face, by state, and what there is. */

function escape(text) {
  return text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign],
  );
}

function figure({ file, width, scheme, locale }) {
  const label = `${width} px, ${scheme}, ${locale}`;

  return `<figure><a href="${file}"><img src="${file}" alt="${label}"
    loading="lazy" height="280"></a><figcaption>${label}</figcaption></figure>`;
}

function section(face, { name, about }, pictures) {
  return `<section id="${face}-${name}">
<h3>${escape(about)} <code>${face}-${name}</code></h3>
<div>${pictures.map(figure).join('\n')}</div>
</section>`;
}

/* `groups`: [{face, states: [{state, pictures}]}], pictures that exist. */
export function index_page(groups) {
  const contents = groups.map(
    ({ face, states }) =>
      `<li>${face}: ${states
        .map(
          ({ state }) => `<a href="#${face}-${state.name}">${state.name}</a>`,
        )
        .join(', ')}</li>`,
  );
  const body = groups.map(
    ({ face, states }) =>
      `<h2>${face}</h2>\n${states
        .map(({ state, pictures }) => section(face, state, pictures))
        .join('\n')}`,
  );

  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>kundo: every state of both faces</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem }
section div { display: flex; gap: 1rem; overflow-x: auto; padding: 2px 0 1rem }
figure { margin: 0; flex: none }
figcaption, code { font-size: .8em; opacity: .75 }
img { border: 1px solid #8886; display: block }
</style></head><body>
<h1>Every state of both faces</h1>
<ul>${contents.join('\n')}</ul>
${body.join('\n')}
</body></html>
`;
}
