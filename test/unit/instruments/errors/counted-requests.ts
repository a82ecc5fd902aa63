import { valuesOf } from '../measured.ts';

/** What requests added to both families of the error hooks. */
export interface CountedRequests {
  readonly errors: Readonly<Record<string, number>>;
  readonly actions: Readonly<Record<string, number>>;
}

/** What `traffic` has counted. */
export async function countedRequests(traffic: () => Promise<unknown>): Promise<CountedRequests> {
  const [errors, actions] = [valuesOf('errors'), valuesOf('user_action')];
  await traffic();
  return {
    errors: gained(errors, valuesOf('errors')),
    actions: gained(actions, valuesOf('user_action')),
  };
}

function gained(before: Record<string, number>, after: Record<string, number>) {
  const differences = Object.entries(after).map(
    ([labels, value]) => [labels, value - (before[labels] ?? 0)] as const,
  );
  return Object.fromEntries(differences.filter(([, difference]) => difference !== 0));
}
