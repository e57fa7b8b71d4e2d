/* What a page keeps: how much, and of what, out of a snapshot of its heap. */

/* [heap in KiB, nodes, documents, listeners] of the whole process. */
export async function sample(cdp) {
  /* What the first makes free of the other heap, the second collects. */
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const { documents, nodes, jsEventListeners } = await cdp.send(
    'Memory.getDOMCounters',
  );

  return [usedSize / 1024, nodes, documents, jsEventListeners];
}

/*
 * What V8 makes of scripts is told from what scripts make: code that is used
 * often is compiled anew, and goes on being so for hours.
 */
const KINDS = {
  code: 'compiled code',
  'object shape': 'compiled code',
  hidden: 'compiled code',
  string: 'strings',
  'concatenated string': 'strings',
  'sliced string': 'strings',
  object: 'objects',
  array: 'objects',
  closure: 'objects',
  number: 'objects',
  bigint: 'objects',
  regexp: 'objects',
  native: "Chromium's own",
};

/* In KiB, by kind. */
export async function contents(cdp) {
  const chunks = [];
  const take = ({ chunk }) => chunks.push(chunk);

  cdp.on('HeapProfiler.addHeapSnapshotChunk', take);
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  cdp.off('HeapProfiler.addHeapSnapshotChunk', take);
  const { snapshot, nodes } = JSON.parse(chunks.join(''));
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const found = Object.fromEntries(
    Object.values(KINDS).map((kind) => [kind, 0]),
  );

  for (let at = 0; at < nodes.length; at += fields.length) {
    const type = types[0][nodes[at + fields.indexOf('type')]];
    const bytes = nodes[at + fields.indexOf('self_size')];

    found[KINDS[type] ?? "Chromium's own"] += bytes / 1024;
  }
  return found;
}
