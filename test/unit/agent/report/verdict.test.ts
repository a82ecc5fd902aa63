import { expect, it } from 'vitest';
import { KNOWN_LIBRARIES } from '../../../../src/agent/report/known-libraries.ts';
import { type Presence, verdictOn } from '../../../../src/agent/report/verdict.ts';
import { OBSERVERS } from '../../../../src/instrumentations/catalog.ts';
import type { ObserverReport } from '../../../../src/server/agent-report.ts';

const LOADED: Presence = {
  ...{ version: '1.0.0', isLoaded: true, isLoadUnknown: false, bundledIn: undefined },
};
const UNLOADED: Presence = { ...LOADED, isLoaded: false };
const UNKNOWN: Presence = { ...UNLOADED, isLoadUnknown: true };
const BUNDLED: Presence = { ...UNLOADED, bundledIn: '/srv/app/dist/main.js' };

type State = ObserverReport['state'];

function observers(states: Readonly<Record<string, State>>): ObserverReport[] {
  return Object.entries(states).map(([name, state]) => ({ name, observes: '', state }));
}

const ALL = { 'http-server': 'observing', 'http-client': 'observing', pg: 'waiting' } as const;
const ENGINES = { 'http-engine': 'observing', 'pg-engine': 'observing' } as const;

it.each<[string, Presence, Readonly<Record<string, State>>, RegExp | true]>([
  ['fastify', LOADED, ALL, true],
  ['fastify', BUNDLED, ALL, true],
  ['fastify', UNLOADED, ALL, /^The app has not loaded it so far\.$/],
  ['fastify', LOADED, { ...ALL, 'http-server': 'off' }, /switched off.*DISABLED_OBSERVERS/],
  ['fastify', LOADED, { ...ALL, 'http-server': 'failed' }, /could not be started/],
  ['fastify', LOADED, ENGINES, /its routes are not.*ACME_METRICS_HTTP_ENGINE=native/],
  ['axios', LOADED, ALL, true],
  ['axios', LOADED, ENGINES, true],
  ['got', UNKNOWN, ALL, true],
  ['got', UNLOADED, ALL, /not loaded/],
  // In this process nothing was seen to be loaded.
  ['pg', LOADED, ALL, /not by its main file/],
  ['pg', UNLOADED, ALL, /not loaded/],
  ['pg', BUNDLED, ALL, /part of main\.js.*--external:pg/],
  ['pg', LOADED, ENGINES, true],
  ['pg', BUNDLED, ENGINES, /part of main\.js/],
  ['pg', LOADED, {}, /Nothing observes it/],
  ['koa', LOADED, ALL, /setRoute/],
  ['mysql2', UNLOADED, ALL, /database\(name\)/],
  ['prom-client', LOADED, ALL, /ACME_METRICS_BRIDGE_PROM_CLIENT=true/],
])('%s, %j, %j', (name, presence, states, expected) => {
  const library = KNOWN_LIBRARIES.find((one) => one.name === name);
  if (library === undefined) throw new Error(`${name} is not in the table`);
  const onlookers = { observers: observers(states), isBridging: false };
  expect(verdictOn(library, presence, onlookers)).toEqual(
    expected === true
      ? { isObserved: true }
      : { isObserved: false, why: expect.stringMatching(expected) },
  );
});

it('metrics of prom-client that are bridged are observed', () => {
  const library = KNOWN_LIBRARIES.find(({ name }) => name === 'prom-client');
  const onlookers = { observers: [], isBridging: true };
  expect(library && verdictOn(library, LOADED, onlookers)).toEqual({ isObserved: true });
});

it('every library of the table is observed by an observer, or has what to do', () => {
  const names = OBSERVERS.map(({ name }) => name);
  for (const { name, observer, why } of KNOWN_LIBRARIES) {
    const isTold = observer === undefined ? why !== undefined : names.includes(observer);
    expect([name, isTold]).toEqual([name, true]);
  }
  expect(new Set(KNOWN_LIBRARIES.map(({ name }) => name)).size).toBe(KNOWN_LIBRARIES.length);
});
