/*
 * A dialog over everything: the browser keeps the focus inside and gives it
 * back afterwards.
 */

import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, VNode } from 'preact';
import { t } from '../shared/i18n';
import { Icon } from './icons';

export function Modal(props: {
  label: string;
  kind: string;
  close: () => void;
  children: ComponentChildren;
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const box = dialog.current!;
    const before = document.activeElement;

    box.showModal();
    return () => {
      box.close();
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      class={`modal ${props.kind}`}
      aria-label={props.label}
      onCancel={(event) => {
        event.preventDefault();
        props.close();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) {
          props.close();
        }
      }}
    >
      {props.children}
    </dialog>
  );
}

/* What it is about, and the way out. */
export function ModalHead(props: { title: string; close: () => void }): VNode {
  return (
    <div class="bar">
      <h2>{props.title}</h2>
      <button
        type="button"
        class="button bare icon"
        aria-label={t('console.dismiss')}
        onClick={props.close}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
