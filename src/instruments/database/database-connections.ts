import { gauge, type ObservedGauge } from '../declared/gauge.ts';
import { acceptQuantity } from '../quantity.ts';

export interface ConnectionCounts {
  /** In use. */
  readonly active: number;
  /** Open, and waiting to be used. */
  readonly idle: number;
}

export type ConnectionReader = () => ConnectionCounts | Promise<ConnectionCounts>;

interface Told {
  read: ConnectionReader | undefined;
}

/** By the name of the database. */
const known = new Map<string, Told>();

/** From here on this reader is asked for the connections of a database, in the place of others. */
export function tellConnections(database: string, read: ConnectionReader): ObservedGauge {
  const told = known.get(database) ?? observed(database);
  told.read = read;
  return {
    stop() {
      if (told.read === read) told.read = undefined;
    },
  };
}

/** Each database is asked by itself: one that does not answer keeps no other from it. */
function observed(database: string): Told {
  const told: Told = { read: undefined };
  gauge('database_connections_active', {
    // As the automatic one has it, with which it is one family in classic names.
    help: 'Connections of the pool that are in use or being opened, or idle.',
    unit: '{connection}',
    labels: ['database', 'state'],
    async observe() {
      const counts = await told.read?.();
      if (counts === undefined) return [];
      const states = [
        [counts.active, { database, state: 'active' }],
        [counts.idle, { database, state: 'idle' }],
      ] as const;
      return states.filter(([count]) => acceptQuantity(count));
    },
  });
  known.set(database, told);
  return told;
}
