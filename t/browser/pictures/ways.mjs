/* What a browser may be told of how its user reads: states drawn that way. */

/* The colours of the system alone, as in Windows' contrast themes. */
async function force_colors(scene) {
  await scene.page.emulateMedia({ forcedColors: 'active' });
}

/* A browser's text size of 200 %; the widths in rem follow it. */
async function enlarge(scene) {
  const session = await scene.context.newCDPSession(scene.page);

  await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
}

/* `open` is what is only seen in that way, and would not outlive its coming. */
export function forced(name, about, draw, { panel, open } = {}) {
  return {
    name: `forced_${name}`,
    about: `Forced colours: ${about}`,
    panel,
    async draw(scene) {
      await draw(scene);
      await force_colors(scene);
      await open?.(scene);
    },
  };
}

export function large(name, about, draw) {
  return {
    name: `large_${name}`,
    about: `Text of twice the size: ${about}`,
    async draw(scene) {
      await draw(scene);
      await enlarge(scene);
    },
  };
}
