/* The sheets of this part, which come with it. */

import charts from './charts.later.css';
import page from './page.later.css';
import tables from './tables.later.css';

for (const rules of [page, charts, tables]) {
  const sheet = new CSSStyleSheet();

  sheet.replaceSync(rules as string);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
