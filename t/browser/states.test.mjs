/*
 * axe in every state of both faces that `make screenshots` draws, and nothing
 * against the policy: in Swedish, light and wide, and in English, dark and on
 * a phone's width.  KUNDO_STATES=all takes every width, scheme and language.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, start_browser } from './lib.mjs';
import * as console_face from './pictures/console.mjs';
import * as widget_face from './pictures/widget.mjs';

const ALL = process.env.KUNDO_STATES === 'all';

const LOOKS = {
  sv: [{ scheme: 'light', width: 1440 }],
  en: [{ scheme: 'dark', width: 390 }],
};
const EVERY_LOOK = ['light', 'dark'].flatMap((scheme) =>
  [1440, 900, 390].map((width) => ({ scheme, width })),
);

let browser;

before(async () => {
  browser = await start_browser();
});

after(() => browser?.close());

for (const face of [widget_face, console_face]) {
  for (const [locale, looks] of Object.entries(LOOKS)) {
    describe(`${face.name}, ${locale}`, () => {
      let stage;

      before(async () => {
        stage = await face.start(locale, browser);
      });

      after(() => stage?.stop());

      for (const state of face.STATES) {
        test(`axe finds nothing: ${state.about}`, () =>
          look_at(stage, state, ALL ? EVERY_LOOK : looks));
      }
    });
  }
}

async function look_at(stage, state, looks) {
  const scene = await stage.draw(state, looks[0]);

  try {
    for (const look of looks) {
      await scene.look(look);
      await scene.again();
      assert.ok(
        await scene.page.evaluate(
          () => document.documentElement.scrollWidth <= innerWidth,
        ),
        'nothing stands outside the page',
      );
      if (stage.face.name === 'widget') {
        /* The shop around it is nobody's to judge here. */
        await accessible(
          scene.page,
          state.panel === false ? null : '/kundo/panel/',
          'kundo-widget',
        );
      } else {
        await accessible(scene.page);
      }
    }
    scene.faultless();
  } finally {
    await scene.close();
  }
}
