/* The panel's document: header, state of the line, and one of the screens. */

import { render, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { choose_locale, locale, t } from '../shared/i18n';
import { Icon } from '../shared/icons';
import { use_accent } from '../shared/palette';
import { error_words } from '../shared/problems';
import { Avatar } from './bubbles';
import { close_panel, framed, hear, large, shown, toggle_size } from './frame';
import { HomeScreen, LetterScreen } from './home';
import './panel.css';
import { quiet, toggle_sound } from './sound';
import { Skeleton, ThreadScreen } from './thread';
import { Visit } from './visit';
import { speak } from './words';

const RETRY_MS = 10000;

const query = new URLSearchParams(location.search);
const visit = new Visit(query.get('flow') ?? '');

function Panel(): JSX.Element {
  const thread = visit.thread();
  const core = visit.core.value;
  const screen = visit.screen.value;

  useEffect(() => {
    document.title = t('panel.title');
  }, [locale.value]);

  return (
    <main class="panel" aria-label={t('panel.title')}>
      <Header />
      {visit.missing.value && core === null ? (
        <div class="nothing" role="status">
          <Icon name="chat" size={32} />
          <p>{t('panel.missing')}</p>
        </div>
      ) : screen === 'home' ? (
        <HomeScreen visit={visit} />
      ) : screen === 'letter' ? (
        <LetterScreen visit={visit} />
      ) : screen === 'ended' ? (
        <Ended />
      ) : screen === 'thread' && core !== null && thread !== undefined ? (
        <ThreadScreen
          key={thread.id}
          visit={visit}
          core={core}
          thread={thread}
        />
      ) : visit.error.value !== null ? (
        <Unreached />
      ) : (
        <Skeleton />
      )}
    </main>
  );
}

function Header(): JSX.Element {
  const screen = visit.screen.value;
  const conversation = visit.thread()?.conversation.value;
  const agent = conversation?.agent ?? null;
  const inside = screen === 'thread' || screen === 'letter';
  const title = (inside && agent?.name) || t('panel.title');

  return (
    <header class="header">
      {inside ? (
        <button
          type="button"
          class="button bare icon"
          aria-label={t('panel.back')}
          title={t('panel.back')}
          onClick={() => visit.home()}
        >
          <Icon name="back" />
        </button>
      ) : null}
      {inside ? <Avatar name={agent?.name ?? null} /> : null}
      {/* Another title is another element: it comes, and nothing moves. */}
      <h1 key={title + inside}>{title}</h1>
      {screen === 'thread' && conversation?.status !== 'closed' ? (
        <EndChat />
      ) : null}
      {visit.core.value === null ? null : (
        <button
          type="button"
          class="button bare icon"
          aria-pressed={!quiet.value}
          aria-label={t('panel.sound')}
          title={t('panel.sound')}
          onClick={toggle_sound}
        >
          <Icon name={quiet.value ? 'quiet' : 'sound'} />
        </button>
      )}
      {framed ? (
        <>
          <button
            type="button"
            class="button bare icon size"
            aria-pressed={large.value}
            aria-label={t('panel.size')}
            title={t('panel.size')}
            onClick={toggle_size}
          >
            <Icon name="size" />
          </button>
          <button
            type="button"
            class="button bare icon"
            aria-label={t('panel.close')}
            title={t('panel.close')}
            onClick={close_panel}
          >
            <Icon name="down" />
          </button>
        </>
      ) : null}
    </header>
  );
}

function EndChat(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);

  function end(): void {
    const thread = visit.thread();

    dialog.current?.close();
    if (thread !== undefined) {
      void visit.end(thread);
    }
  }

  return (
    <>
      <button
        type="button"
        class="button bare end"
        onClick={() => dialog.current?.showModal()}
      >
        {t('panel.end')}
      </button>
      <dialog ref={dialog} aria-labelledby="end-title">
        <h2 id="end-title">{t('panel.end_title')}</h2>
        <p>{t('panel.end_text')}</p>
        <div class="choice">
          <button
            type="button"
            class="button quiet"
            onClick={() => dialog.current?.close()}
          >
            {t('panel.end_no')}
          </button>
          <button type="button" class="button" onClick={end}>
            {t('panel.end_yes')}
          </button>
        </div>
      </dialog>
    </>
  );
}

function Unreached(): JSX.Element {
  useEffect(() => {
    const timer = setInterval(() => void visit.begin(), RETRY_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <div class="nothing" role="alert">
      <Icon name="offline" size={32} />
      <p>{error_words(visit.error.value)}</p>
      <button
        type="button"
        class="button quiet"
        onClick={() => void visit.begin()}
      >
        {t('panel.try_again')}
      </button>
    </div>
  );
}

function Ended(): JSX.Element {
  return (
    <div class="nothing" role="alert">
      <Icon name="clock" size={32} />
      <p>{t('panel.session_over')}</p>
      <button type="button" class="button" onClick={() => visit.home()}>
        {t('panel.session_start')}
      </button>
    </div>
  );
}

/* The first thing to do on a screen has the focus when it appears. */
function focus_first(): void {
  (
    document.getElementById('composer') ??
    document.getElementById('start') ??
    document.querySelector<HTMLElement>('.nothing .button')
  )?.focus({ preventScroll: true });
}

function Focus(): null {
  const screen = visit.screen.value;
  const current = visit.current.value;

  useEffect(() => {
    if (document.hasFocus()) {
      focus_first();
    }
  }, [screen, current]);
  return null;
}

async function begin(): Promise<void> {
  const theme = query.get('theme');

  void visit.begin();
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset['theme'] = theme;
  }
  use_accent(query.get('color') ?? '');
  try {
    await speak(choose_locale(query.get('locale'), ...navigator.languages));
  } catch {
    /* The line broke just now: without words there is nothing to show. */
    setTimeout(() => location.reload(), RETRY_MS);
    return;
  }
  addEventListener('keydown', (event) => {
    if (
      event.key === 'Escape' &&
      !event.defaultPrevented &&
      document.querySelector('dialog[open]') === null
    ) {
      close_panel();
    }
  });
  render(
    <>
      <Panel />
      <Focus />
    </>,
    document.getElementById('app')!,
  );
  hear((message) => {
    if (message.kundo === 'locale') {
      void speak(choose_locale(message.locale));
      return;
    }
    if (message.kundo === 'identify' || message.kundo === 'logout') {
      visit.hear(message);
      return;
    }
    shown.value = message.kundo === 'show';
    if (message.kundo === 'show' && message.focus) {
      focus_first();
    }
  });
}

void begin();
