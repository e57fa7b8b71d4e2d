/* What a browser may be told of how its user reads. */

/* The colours of the system alone, as in Windows' contrast themes. */
export async function force_colors(scene) {
  await scene.page.emulateMedia({ forcedColors: 'active' });
}

/* A browser's text size of 200 %; the widths in rem follow it. */
export async function enlarge(scene) {
  const session = await scene.context.newCDPSession(scene.page);

  await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
}
