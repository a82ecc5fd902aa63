import { createNaming } from '../../../src/exposition/naming.ts';

/** What names are where nothing is configured. */
export const PLAIN_NAMING = prefixed('');

export function prefixed(prefix: string) {
  return createNaming({
    prefix,
    translation: 'UnderscoreEscapingWithSuffixes',
    escaping: 'underscores',
  });
}

/** What a page has where nothing is configured. */
export const PLAIN_PAGE = { naming: PLAIN_NAMING, constants: [], createdLines: true };
