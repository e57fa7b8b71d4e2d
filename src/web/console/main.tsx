/*
 * The agent's console: starts the session and draws the screen it calls for.
 */

import { effect } from '@preact/signals';
import { render, type VNode } from 'preact';
import '../shared/tokens.css';
import '../shared/base.css';
import './console.css';
import './words';
import { choose_locale, set_locale, t } from '../shared/i18n';
import { draw_desk } from './desk';
import { Login } from './login';
import { check, session } from './session';
import { language } from './settings';
import { Shell } from './shell';

function App(): VNode {
  const now = session.value;

  switch (now.name) {
    case 'checking':
      return (
        <main class="door" aria-busy="true">
          <p class="hidden">{t('console.loading')}</p>
        </main>
      );
    case 'unreachable':
      return (
        <main class="door">
          <div class="card">
            <h1>{t('console.unreachable.title')}</h1>
            <p>{t('console.unreachable.text')}</p>
            <button
              type="button"
              class="button"
              autofocus
              onClick={() => void check()}
            >
              {t('console.again')}
            </button>
          </div>
        </main>
      );
    case 'out':
      return <Login why={now.why} />;
    case 'in':
      draw_desk(now.desk);
      return <Shell />;
  }
}

effect(() => set_locale(choose_locale(language.value, ...navigator.languages)));

addEventListener('online', () => {
  if (session.peek().name === 'unreachable') {
    void check();
  }
});

render(<App />, document.getElementById('app')!);
void check();
