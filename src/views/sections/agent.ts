// table: what measuring costs.
import type { Section } from '../panel.ts';
import { percentiles } from '../percentiles.ts';

export const AGENT: Section = {
  id: 'agent',
  title: 'Cardinality and agent cost',
  help: 'How many series the app has and of which metrics, and what it costs to tell them.',
  panels: [
    {
      id: 'series-by-metric',
      title: 'Series by metric',
      help: 'The metrics with the most label sets, in the process that has most of them. One that only rises has a label with too many values.',
      unit: 'count',
      top: 20,
      queries: [
        {
          legend: '{metric}',
          expression: { ask: 'value', aggregate: 'max', of: 'agentSeries', by: ['metric'] },
        },
      ],
    },
    {
      id: 'series',
      title: 'Series',
      help: 'Series that the agent holds in a process, all metrics together.',
      unit: 'count',
      perInstance: true,
      queries: [
        { legend: 'series', expression: { ask: 'value', aggregate: 'sum', of: 'agentSeries' } },
      ],
    },
    {
      id: 'overflow',
      title: 'Beyond the limit',
      help: 'Measurements per second that went to the series for all beyond a limit: their labels are lost.',
      unit: 'per-second',
      queries: [
        {
          legend: '{metric}',
          expression: { ask: 'rate', of: 'agentOverflow', by: ['metric'] },
        },
      ],
    },
    {
      id: 'agent-errors',
      title: 'Faults',
      help: 'Faults per second that the agent kept away from the app, by cause.',
      unit: 'per-second',
      queries: [
        { legend: '{cause}', expression: { ask: 'rate', of: 'agentErrors', by: ['cause'] } },
      ],
    },
    {
      id: 'scrape-time',
      title: 'Time of a scrape',
      help: 'From the arrival of a scrape to its last byte.',
      unit: 'seconds',
      queries: percentiles({ of: 'scrapeDuration' }),
    },
    {
      id: 'scrape-rate',
      title: 'Scrapes',
      help: 'Scrapes per second.',
      unit: 'per-second',
      perInstance: true,
      queries: [{ legend: 'scrapes', expression: { ask: 'rate', of: 'scrapeDuration' } }],
    },
    {
      id: 'scrape-share',
      title: 'Time spent on scrapes',
      help: 'Share of the time in which a scrape is being answered, pauses for the app included.',
      unit: 'share-of-time',
      perInstance: true,
      queries: [
        { legend: 'answering', expression: { ask: 'rate', part: 'sum', of: 'scrapeDuration' } },
      ],
    },
  ],
};
