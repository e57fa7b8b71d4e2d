/* Style sheets are bundled by the build; to the type checker they are empty. */
declare module '*.css';
