import type { Resource } from '../../pipeline/resource.ts';
import { AGENT_SCOPE } from '../../pipeline/self-metrics.ts';
import type { Family, Series, SeriesBlock, SeriesGroup } from '../../store/family.ts';

export const VERSION_INFO = {
  name: 'nodejs_version_info',
  labels: ['major', 'minor', 'patch', 'version'],
  help: 'Version of Node.js.',
} as const;

/** Where the resource says in which version of Node.js the process runs. */
export const RUNTIME_VERSION = 'process.runtime.version';

/** The version of Node.js as labels of a gauge that is always 1; none where it is not known. */
export function versionInfo(resource: Resource): Family | undefined {
  const parts = /^v?((\d+)\.(\d+)\.(\d+).*)$/.exec(String(resource[RUNTIME_VERSION] ?? ''));
  if (parts === null) return undefined;
  const [, version, major = '', minor = '', patch = ''] = parts;
  return constantFamily({ major, minor, patch, version: `v${version}` });
}

function constantFamily(attributes: Readonly<Record<string, string>>): Family {
  const values = Object.values(attributes);
  const series: Series = {
    attributes: Object.freeze(attributes),
    startTimeMs: 0,
    value: 1,
    exemplars: [],
    attributeAt: (position) => values[position] ?? '',
  };
  const block: SeriesBlock = { size: 1, version: 0, series: () => [series] };
  const keys = Object.keys(attributes);
  const group: SeriesGroup = { keys, textsDiffer: true, blocks: () => [block] };
  return {
    scope: { name: AGENT_SCOPE },
    kind: 'gauge',
    descriptor: {
      ...{ name: VERSION_INFO.name, description: VERSION_INFO.help, unit: '', kind: 'gauge' },
      ...{ integer: true, boundaries: [], form: 'classic', showsScope: false },
    },
    groups: () => [group],
    series: () => [series],
  };
}
