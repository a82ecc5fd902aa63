import { warn } from '../foundation/log.ts';
import { checkText } from './declared/declaration.ts';

/** A name is a label, and what is made for it is kept: names are of the code, never of its data. */
const MOST_NAMES = 1_000;
const OTHER = '_OTHER';

/**
 * What a helper has made for a name: the same object for the same name. Past 1,000 names every
 * further one has that of the name `_OTHER`, which is said once.
 *
 * @returns What throws `ACME_METRICS_INVALID_INSTRUMENT` for an empty name, and what `make` throws.
 */
export function createNamed<T>(helper: string, make: (name: string) => T): (name: string) => T {
  const named = new Map<string, T>();
  let isFullSaid = false;

  const namedOf = (name: string): T => {
    const known = named.get(name);
    if (known !== undefined) return known;
    if (named.size >= MOST_NAMES && name !== OTHER) {
      if (!isFullSaid) sayFull(helper);
      isFullSaid = true;
      return namedOf(OTHER);
    }
    const made = make(name);
    named.set(name, made);
    return made;
  };
  return (name) => {
    checkText(helper, 'the name', name);
    return namedOf(name);
  };
}

function sayFull(helper: string): void {
  warn(
    `names:${helper}`,
    `${helper}: there are ${MOST_NAMES} names, and every further one is '${OTHER}': is an id in them?`,
  );
}
