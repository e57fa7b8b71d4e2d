/* All languages at once: an agent waits once, and then for nothing. */

import en from '../locales/en.json';
import sv from '../locales/sv.json';
import { learn } from '../shared/i18n';

learn('en', en);
learn('sv', sv);
