/* The sheets of this part, which come with it. */

import behind from './behind.later.css';
import charts from './charts.later.css';
import matrix from './matrix.later.css';
import page from './page.later.css';
import period from './period.later.css';
import streams from './streams.later.css';
import tables from './tables.later.css';
import tiles from './tiles.later.css';

for (const rules of [
  page,
  period,
  tiles,
  charts,
  tables,
  matrix,
  streams,
  behind,
]) {
  const sheet = new CSSStyleSheet();

  sheet.replaceSync(rules as string);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
