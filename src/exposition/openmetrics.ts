import type { Dialect } from './dialect.ts';
import { escapeLabelValue } from './escape.ts';
import { metricNameText } from './escaping.ts';
import { OPENMETRICS_END } from './format.ts';
import type { Group, PageOptions } from './group.ts';
import { labelText } from './labels.ts';
import { counterLines, histogramLines, summaryLines } from './openmetrics-lines.ts';
import { sampleLines } from './plain-text.ts';
import { TARGET_INFO_HELP } from './target-info.ts';

const TOTAL = '_total';
const INFO = '_info';

/** What a group is in OpenMetrics. */
interface Identity {
  /** For a counter the name without its `_total`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown' | 'info';
}

interface Metadata extends Identity {
  readonly unit?: string;
  readonly help: string;
}

/** OpenMetrics 1.0.0: a counter's family has no `_total`, and one that can't have it is unknown. */
export function createOpenMetrics({ createdLines }: Pick<PageOptions, 'createdLines'>): Dialect {
  return {
    headOf: (group) => head({ ...identityOf(group), unit: group.unit, help: group.help }),
    linesOf(group) {
      const { name, type } = identityOf(group);
      if (type === 'counter') return counterLines(name, createdLines);
      if (type === 'histogram') return histogramLines(name, createdLines);
      return type === 'summary' ? summaryLines(name, createdLines) : sampleLines(name);
    },
    targetInfo({ name, labels, groups }) {
      const family = name.slice(0, -INFO.length);
      // An instrument that is called so keeps its name; the info is a gauge then, as in other formats.
      const isTaken = groups.some((group) => identityOf(group).name === family);
      const identity = isTaken
        ? ({ name, type: 'gauge' } as const)
        : ({ name: family, type: 'info' } as const);
      return `${head({ ...identity, help: TARGET_INFO_HELP })}${name}{${labelText(labels)}} 1\n`;
    },
    end: OPENMETRICS_END,
  };
}

function identityOf({ name, type, isUnknown }: Group): Identity {
  if (isUnknown) return { name, type: 'unknown' };
  return type === 'counter' ? { name: name.slice(0, -TOTAL.length), type } : { name, type };
}

function head({ name, type, unit = '', help }: Metadata): string {
  const text = metricNameText(name);
  // A name must end with its unit, which that of an unknown counter may not.
  const unitLine = unit !== '' && name.endsWith(`_${unit}`) ? `# UNIT ${text} ${unit}\n` : '';
  const helpLine = help === '' ? '' : `# HELP ${text} ${escapeLabelValue(help)}\n`;
  return `# TYPE ${text} ${type}\n${unitLine}${helpLine}`;
}
