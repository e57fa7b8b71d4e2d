/* Style sheets are bundled by the build; to the type checker they are empty. */
declare module '*.css';

/* Those words of a language that are loaded later, see build.mjs. */
declare module '*.json?later' {
  const table: Record<string, string>;
  export default table;
}

/* Of the files that are given their `h` instead of importing it. */
declare namespace JSX {
  type Element = import('preact').JSX.Element;
  type IntrinsicElements = import('preact').JSX.IntrinsicElements;
  type IntrinsicAttributes = import('preact').JSX.IntrinsicAttributes;
  type ElementChildrenAttribute = import('preact').JSX.ElementChildrenAttribute;
}
