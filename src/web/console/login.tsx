/*
 * The log-in, and what it says when it fails.
 */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { VNode } from 'preact';
import { locale, t } from '../shared/i18n';
import { Icon } from './icons';
import { log_in, type LoginResult } from './session';

export function Login({ why }: { why: 'new' | 'expired' | 'left' }): VNode {
  const [result, set_result] = useState<LoginResult | null>(null);
  const [busy, set_busy] = useState(false);
  const [wait_s, set_wait_s] = useCountdown();
  const password = useRef<HTMLInputElement>(null);
  const waiting = wait_s > 0;

  useEffect(() => {
    document.title = t('console.title');
    /* The browser does so of itself only when the page is new. */
    document.getElementById('email')?.focus();
  }, []);

  async function submit(form: HTMLFormElement): Promise<void> {
    const data = new FormData(form);

    if (busy || waiting) {
      return;
    }
    set_busy(true);
    set_result(null);
    const answer = await log_in(
      String(data.get('email')).trim(),
      String(data.get('password')),
    );
    if (answer.name === 'ok') {
      return;
    }
    set_busy(false);
    set_result(answer);
    if (answer.name === 'throttled') {
      set_wait_s(Math.ceil(answer.wait_ms / 1000));
    } else if (answer.name === 'wrong') {
      password.current?.focus();
      password.current?.select();
    }
  }

  return (
    <main class="door">
      <form
        class="card"
        aria-labelledby="login-title"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <p class="wordmark">{t('console.title')}</p>
        <h1 id="login-title">{t('console.login.title')}</h1>
        <Status why={why} result={result} />
        <Fields why={why} result={result} password={password} />
        <button
          type="submit"
          class="button wide"
          aria-disabled={busy || waiting}
        >
          {busy
            ? t('console.login.busy')
            : waiting
              ? t('console.login.wait', { time: span(wait_s) })
              : t('console.login.submit')}
        </button>
      </form>
    </main>
  );
}

function Status(props: {
  why: 'new' | 'expired' | 'left';
  result: LoginResult | null;
}): VNode {
  const { why, result } = props;

  return (
    <>
      {result === null && why === 'expired' && (
        <p class="hint warn" id="login-why">
          <Icon name="info" />
          {t('console.login.expired')}
        </p>
      )}
      {result === null && why === 'left' && (
        <p class="hint" id="login-why">
          <Icon name="check" />
          {t('console.login.left')}
        </p>
      )}
      <div role="alert">
        {result !== null && result.name !== 'ok' && (
          <p class="hint bad" id="login-error">
            <Icon name="alert" />
            <span>{explain(result)}</span>
          </p>
        )}
      </div>
    </>
  );
}

function Fields(props: {
  why: 'new' | 'expired' | 'left';
  result: LoginResult | null;
  password: { current: HTMLInputElement | null };
}): VNode {
  const { why, result, password } = props;

  return (
    <>
      <label class="label" for="email">
        {t('console.login.email')}
      </label>
      <input
        class="field"
        id="email"
        name="email"
        type="email"
        autocomplete="username"
        required
        autofocus
        aria-invalid={result?.name === 'wrong'}
        aria-describedby={
          result === null && why !== 'new' ? 'login-why' : undefined
        }
      />
      <label class="label" for="password">
        {t('console.login.password')}
      </label>
      <input
        class="field"
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        ref={password}
        aria-invalid={result?.name === 'wrong'}
        aria-describedby={result === null ? undefined : 'login-error'}
      />
    </>
  );
}

/* Seconds that run down to nothing. */
function useCountdown(): [number, (s: number) => void] {
  const [left_s, set_left_s] = useState(0);
  const running = left_s > 0;

  useEffect(() => {
    if (!running) {
      return undefined;
    }
    const timer = setInterval(
      () => set_left_s((s) => Math.max(0, s - 1)),
      1000,
    );
    return () => clearInterval(timer);
  }, [running]);

  return [left_s, set_left_s];
}

/* "10 minutes"; in seconds only when few are left. */
function span(s: number): string {
  const minutes = s >= 120;

  return new Intl.NumberFormat(locale.value, {
    style: 'unit',
    unit: minutes ? 'minute' : 'second',
    unitDisplay: 'long',
  }).format(minutes ? Math.ceil(s / 60) : s);
}

function explain(result: LoginResult): string {
  switch (result.name) {
    case 'ok':
      return '';
    case 'wrong':
      return t('console.login.wrong');
    case 'throttled':
      return t('console.login.throttled');
    case 'unreachable':
      return t('console.login.unreachable');
    case 'failed':
      return t('console.login.failed', { detail: result.detail });
  }
}
