import { element } from './element.ts';

/** A sentence whose words in backticks are code. */
export function prose(text: string): (Node | string)[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? element('code', {}, [part]) : part));
}
