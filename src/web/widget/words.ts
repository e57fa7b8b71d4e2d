/* Her language alone is loaded, while the server is asked for the rest. */

import { learn, set_locale, type Locale } from '../shared/i18n';

const FILES = {
  en: () => import('../locales/en.json'),
  sv: () => import('../locales/sv.json'),
};

let wanted: Locale;

/* The last wish holds, in whatever order the files come. */
export async function speak(name: Locale): Promise<void> {
  wanted = name;
  learn(name, (await FILES[name]()).default);
  if (name === wanted) {
    set_locale(name);
  }
}
