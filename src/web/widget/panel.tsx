/* The panel's document: header, state of the line, and one of the screens. */

import { render, type JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { choose_locale, locale, t } from '../shared/i18n';
import { Icon, type IconName } from '../shared/icons';
import { error_words } from '../shared/problems';
import { Avatar } from './bubbles';
import { focus_first } from './focus';
import { close_panel, framed, hear, large, shown, toggle_size } from './frame';
import { HomeScreen } from './home';
import { Skeleton } from './log';
import { Nothing } from './nothing';
import './panel.css';
import { quiet, toggle_sound } from './sound';
import { renew } from './parts_loaded';
import { ThreadScreen } from './thread';
import { Visit } from './visit';
import { speak } from './words';

const RETRY_MS = 10000;

const query = new URLSearchParams(location.search);
const visit = new Visit(query.get('flow') ?? '');

function Panel(): JSX.Element {
  const thread = visit.thread();
  const core = visit.core.value;
  const screen = visit.screen.value;
  const parts = visit.parts.value;

  useEffect(() => {
    document.title = t('panel.title');
  }, [locale.value]);

  return (
    <main class="panel" aria-label={t('panel.title')}>
      <Header />
      {visit.missing.value && core === null && parts !== null ? (
        <parts.Missing />
      ) : screen === 'home' ? (
        <HomeScreen visit={visit} />
      ) : screen === 'letter' && parts !== null ? (
        <parts.Letter visit={visit} />
      ) : screen === 'ask' && parts !== null ? (
        <parts.Ask visit={visit} />
      ) : screen === 'ended' && parts !== null ? (
        <parts.Ended visit={visit} />
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
  const inside = ['thread', 'letter', 'ask'].includes(screen);
  const title = (inside && agent?.name) || t('panel.title');

  return (
    <header class="header">
      {inside ? (
        <>
          <IconButton
            icon="back"
            label={t('panel.back')}
            onClick={() => visit.home()}
          />
          {agent ? <Avatar name={agent.name} /> : null}
        </>
      ) : null}
      {/* Another title is another element: it comes, and nothing moves. */}
      <h1 key={title + inside}>{title}</h1>
      {screen === 'thread' && conversation?.status !== 'closed' ? (
        <EndChat />
      ) : null}
      {visit.core.value === null ? null : (
        <IconButton
          icon={quiet.value ? 'quiet' : 'sound'}
          label={t('panel.sound')}
          pressed={!quiet.value}
          onClick={toggle_sound}
        />
      )}
      {framed ? (
        <>
          <IconButton
            icon="size"
            class="size"
            label={t('panel.size')}
            pressed={large.value}
            onClick={toggle_size}
          />
          <IconButton
            icon="down"
            label={t('panel.close')}
            onClick={close_panel}
          />
        </>
      ) : null}
    </header>
  );
}

function IconButton(props: {
  icon: IconName;
  label: string;
  pressed?: boolean;
  class?: string;
  onClick: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class={`button bare icon ${props.class}`}
      aria-pressed={props.pressed}
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}

function EndChat(): JSX.Element {
  const asked = useSignal(false);
  const thread = visit.thread();
  const parts = visit.parts.value;

  return (
    <>
      <button
        type="button"
        class="button bare end"
        onClick={async () => {
          asked.value = (await visit.need_parts()) !== null;
        }}
      >
        {t('panel.end')}
      </button>
      {asked.value && parts !== null && thread !== undefined ? (
        <parts.End
          visit={visit}
          thread={thread}
          done={() => (asked.value = false)}
        />
      ) : null}
    </>
  );
}

function Unreached(): JSX.Element {
  useEffect(() => {
    const timer = setInterval(() => void visit.begin(), RETRY_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <Nothing icon="offline" words={error_words(visit.error.value)}>
      <button type="button" class="button" onClick={() => void visit.begin()}>
        {t('panel.try_again')}
      </button>
    </Nothing>
  );
}

/* The first thing to do on a screen has the focus when it appears. */
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

/* Her words, and the site's colour, if it has one. */
async function dress(): Promise<void> {
  const color = query.get('color');
  /* Without its colour the panel serves as well. */
  const palette = color
    ? import('../shared/palette').catch(() => undefined)
    : undefined;

  await speak(choose_locale(query.get('locale'), ...navigator.languages));
  (await palette)?.use_accent(color!);
}

/* Without words there are but those of the document, in both languages. */
function lost(app: HTMLElement): void {
  app.append(document.querySelector('template')!.content);
  render(<Icon name="alert" size={32} />, app.querySelector('i')!);
  const [retry, close] = app.querySelectorAll('button');

  retry!.onclick = renew;
  close!.onclick = close_panel;
}

async function begin(): Promise<void> {
  const app = document.getElementById('app')!;
  const theme = query.get('theme');

  void visit.begin();
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset['theme'] = theme;
  }
  try {
    await dress();
  } catch {
    lost(app);
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
    app,
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
    if (message.kundo === 'show') {
      large.value = message.large;
      if (message.focus) {
        focus_first();
      }
    }
  });
}

void begin();
