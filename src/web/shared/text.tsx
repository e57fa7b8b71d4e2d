/* A message's text: plain, its line breaks kept, its links made to work. */

import type { JSX } from 'preact';
import { find_links } from './links';

export function Text(props: { text: string }): JSX.Element {
  return (
    <>
      {find_links(props.text).map((piece) =>
        piece.href === null ? (
          piece.text
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.text}
          </a>
        ),
      )}
    </>
  );
}
