import type { LibraryReport, ObserverReport } from '../../server/agent-report.ts';
import { type Check, fail, ok, skip, type Verdict, warn } from '../doctor/finding.ts';
import { withoutAgent } from '../doctor/without-agent.ts';

/** Which libraries of the app are observed, and why the others are not. */
export const librariesCheck: Check = {
  id: 'libraries',
  title: 'Libraries are observed',
  group: 'App',
  run(context): readonly Verdict[] {
    const { agent } = context;
    if (agent === undefined) return [skip(withoutAgent(context))];
    const { libraries, observers } = agent;
    const failed = observers.filter(({ state }) => state === 'failed').map(failure);
    const found = [...observed(libraries), ...libraries.flatMap(unobserved), ...failed];
    return found.length === 0 ? [ok('no library that is known by name is in the app')] : found;
  },
};

function observed(libraries: readonly LibraryReport[]): readonly Verdict[] {
  const names = libraries.filter(({ isObserved }) => isObserved).map(nameOf);
  return names.length === 0 ? [] : [ok(`observed: ${names.join(', ')}`)];
}

function unobserved(library: LibraryReport): readonly Verdict[] {
  const { isObserved, helper, why = 'It is not observed.', isLoaded } = library;
  if (isObserved) return [];
  const [reason = '', ...fix] = why.split(/(?<=: )/);
  if (helper?.isUsed === true) return [ok(`${nameOf(library)}: by the helper ${helper.name}`)];
  if (!isLoaded && library.isLoadUnknown !== true) {
    return [skip(`${nameOf(library)} is installed and not loaded`)];
  }
  const what = `${nameOf(library)}: ${reason.replace(/: $/, '')}`;
  return [warn(what, fix.join('') || 'see docs/custom-metrics.md')];
}

function nameOf({ name, version }: LibraryReport): string {
  return version === undefined ? name : `${name} ${version}`;
}

function failure({ name, observes }: ObserverReport): Verdict {
  return fail(
    `the observer ${name} (${observes}) could not be started`,
    `look for '[otel-metrics]' in what the app writes on stderr; ACME_METRICS_DISABLED_OBSERVERS=${name} leaves it out`,
  );
}
