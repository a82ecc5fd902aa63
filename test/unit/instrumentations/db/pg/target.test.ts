import { describe, expect, it } from 'vitest';
import { poolName, targetAttributes } from '../../../../../src/instrumentations/db/pg/target.ts';

const SYSTEM = { 'db.system.name': 'postgresql' };

const TARGETS = [
  {
    title: 'host, port and database',
    client: { host: 'db.example', port: 5432, database: 'shop' },
    attributes: {
      ...SYSTEM,
      'db.namespace': 'shop',
      'server.address': 'db.example',
      'server.port': 5432,
    },
    name: 'db.example:5432/shop',
  },
  {
    title: 'a Unix socket has no port',
    client: { host: '/var/run/postgresql', port: 5432, database: 'shop' },
    attributes: { ...SYSTEM, 'db.namespace': 'shop', 'server.address': '/var/run/postgresql' },
    name: '/var/run/postgresql:5432/shop',
  },
  {
    title: 'nothing known',
    client: { host: null, port: undefined, database: '' },
    attributes: SYSTEM,
    name: 'unknown:unknown/unknown',
  },
];

describe.each(TARGETS)('$title', ({ client, attributes, name }) => {
  it('as attributes', () => expect(targetAttributes(client)).toEqual(attributes));
  it('as the name of a pool', () => expect(poolName(client)).toBe(name));
});
