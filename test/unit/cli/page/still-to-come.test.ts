import { expect, it } from 'vitest';
import { stillToCome } from '../../../../src/cli/page/still-to-come.ts';
import type { AgentReport, ObserverReport } from '../../../../src/server/agent-report.ts';
import { DEFAULT_NAMES } from '../../../../src/views/names.ts';

function reportWith(states: Readonly<Record<string, ObserverReport['state']>>): AgentReport {
  const observers = Object.entries(states).map(([name, state]) => ({ name, state, observes: '' }));
  return { observers } as unknown as AgentReport;
}

const namesOf = (report: AgentReport, names = DEFAULT_NAMES) =>
  stillToCome(report, names).map(({ name }) => name);

it('is what is observed and was not measured yet', () => {
  const names = namesOf(reportWith({ 'http-server': 'observing', pg: 'waiting', gc: 'observing' }));
  expect(names).toEqual(['http_server_request_duration_seconds', 'http_server_active_requests']);
});

it('has the names of the page, and their labels', () => {
  const report = reportWith({ 'http-server': 'observing' });
  expect(stillToCome(report, { ...DEFAULT_NAMES, naming: 'classic', prefix: 'shop_' })[0]).toEqual({
    ...{ name: 'shop_http_request_duration_seconds', type: 'histogram', unit: '', help: '' },
    labels: ['route', 'method', 'status_code'],
  });
});

it.each(['waiting', 'off', 'failed'] as const)('is nothing of an observer that is %s', (state) => {
  expect(namesOf(reportWith({ 'http-server': state, 'http-client': state, pg: state }))).toEqual(
    [],
  );
});
