/* How wide a box is, as it changes; 0 until that is known. */

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, set_width] = useState(0);

  useLayoutEffect(() => {
    const watch = new ResizeObserver(() =>
      set_width(Math.floor(box.current?.clientWidth ?? 0)),
    );

    set_width(Math.floor(box.current!.clientWidth));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}
