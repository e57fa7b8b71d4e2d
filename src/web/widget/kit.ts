/*
 * What is loaded later gets from here what it shares with the panel's own
 * script, so that nothing has to be cut out of that.
 */

import { createElement, Fragment } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { http } from '../shared/api';
import { learn, t, tn } from '../shared/i18n';
import { Composer } from './composer';
import { ConnectionBar } from './connection_bar';
import { keep_focus } from './focus';
import { close_panel, framed } from './frame';
import { opening } from './home';
import { Nothing } from './nothing';
import { Problem } from './problem';

export const kit = {
  h: createElement,
  Fragment,
  useLayoutEffect,
  useRef,
  useState,
  http,
  close_panel,
  framed,
  learn,
  t,
  tn,
  keep_focus,
  opening,
  Composer,
  ConnectionBar,
  Nothing,
  Problem,
};

export type Kit = typeof kit;
