type Child = Node | string;

/** Set as attributes; those that are false or undefined are left out. */
interface Props {
  readonly [name: string]: string | number | boolean | undefined;
}

/**
 * An element with attributes and children. Text becomes text nodes: what an app calls its metrics
 * is never markup.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  setAll(made, props);
  made.append(...children);
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

/** The same for drawings. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  children: readonly Child[] = [],
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  setAll(made, props);
  made.append(...children);
  return made;
}

function setAll(target: Element, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    target.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Writes only what differs: a page that is written once a second has to be calm. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
