/* Numbers into lines: percentiles, and how a line rises. */

export function sorted(figures) {
  return [...figures].sort((a, b) => a - b);
}

export function percentile(figures, part) {
  const all = sorted(figures);

  return all[Math.min(all.length - 1, Math.floor(all.length * part))];
}

export function median(figures) {
  const all = sorted(figures);
  const half = all.length >> 1;

  return all.length % 2 === 1 ? all[half] : (all[half - 1] + all[half]) / 2;
}

/* By least squares: what a step adds. */
export function slope(figures) {
  const middle = (figures.length - 1) / 2;
  const mean = figures.reduce((all, one) => all + one, 0) / figures.length;
  let up = 0;
  let down = 0;

  figures.forEach((one, i) => {
    up += (i - middle) * (one - mean);
    down += (i - middle) ** 2;
  });
  return up / down;
}

/* A title and columns of the same width. */
export function row(title, cells, digits = 1) {
  console.log(
    `  ${title.padEnd(40)}` +
      cells
        .map((one) => (typeof one === 'number' ? one.toFixed(digits) : one))
        .map((one) => one.padStart(10))
        .join(''),
  );
}
