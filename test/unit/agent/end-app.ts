// Ends in the way that its first argument names; the second says how its last flush goes, and without
// one the end is not watched. What the flushes do stands on stderr, what the app does on stdout.
import { writeSync } from 'node:fs';
import { watchEnd } from '../../../src/agent/process-end.ts';
import { monotonicSeconds } from '../../../src/foundation/clock.ts';

const [way = '', flush] = process.argv.slice(2);
const FLUSH_MS = 250;

const FLUSHES: Record<string, () => Promise<void>> = {
  delivers: () => new Promise((resolve) => setTimeout(resolve, FLUSH_MS).unref()),
  hangs: () => new Promise(() => {}),
  rejects: () => Promise.reject(new Error('no')),
  throws: () => {
    throw new Error('no');
  },
};

const noted = (text: string) => writeSync(2, `${text}\n`);
const said = (text: unknown) => writeSync(1, `${text}\n`);
const left = (deadline: number) => (deadline - monotonicSeconds()).toFixed();

if (flush !== undefined) {
  const forget = watchEnd({
    async flush(deadline) {
      noted(`flush ${left(deadline)}`);
      await FLUSHES[flush]?.();
      noted('flushed');
    },
    flushNow: (deadline) => noted(`flush now ${left(deadline)}`),
  });
  if (way === 'forgotten') forget();
}

const kill = process.kill.bind(process);
const raise = (signal: NodeJS.Signals = 'SIGTERM') => kill(process.pid, signal);
/** Something that keeps the process alive until it is killed. */
const work = () => setInterval(() => {}, 1000);
const later = (action: () => void, ms = 30) => setTimeout(action, ms);
const fail = () => {
  throw new Error('broken');
};

const WAYS: Record<string, () => unknown> = {
  natural: () => later(() => said('done')),
  'exit code': () => {
    process.exitCode = 9;
  },
  exit: () => later(() => process.exit(5)),
  'exit in a promise': () => Promise.resolve().then(() => process.exit(5)),
  throw: () =>
    later(() => {
      throw new Error('uncaught');
    }),
  reject: () => later(() => void Promise.reject(new Error('unhandled'))),
  'caught, then natural': () => {
    process.on('uncaughtException', () => said('caught'));
    throw new Error('uncaught');
  },
  'exit in beforeExit': () => process.on('beforeExit', () => process.exit(4)),
  'a listener to beforeExit': () => process.on('beforeExit', () => said('before exit')),
  'a listener to one beforeExit': () =>
    process.once('beforeExit', () => later(() => said('after all'))),
  'a listener to exit': () => {
    process.on('exit', (code) => {
      said(`exit ${code}`);
      process.exitCode = 8;
    });
  },
  'exit while it is held open': () => setTimeout(() => process.exit(6), 1000).unref(),

  SIGTERM: () => later(() => raise(work() && 'SIGTERM')),
  SIGINT: () => later(() => raise(work() && 'SIGINT')),
  'SIGTERM twice': () => {
    later(() => raise());
    later(() => raise(), 80);
    work();
  },
  'SIGTERM and SIGINT': () => {
    later(() => raise());
    later(() => raise('SIGINT'), 80);
    work();
  },
  'SIGTERM while it is held open': () => setTimeout(() => raise(), FLUSH_MS / 2).unref(),
  'SIGTERM, and the loop runs dry': () => later(() => raise()),
  'SIGTERM, and process.kill does nothing': () => {
    process.kill = () => true;
    later(() => raise(work() && 'SIGTERM'));
  },
  'SIGTERM, and process.kill throws': () => {
    process.kill = fail;
    later(() => raise(work() && 'SIGTERM'));
  },
  'SIGTERM, and the methods of the process for listeners throw': () => {
    // Without `listenerCount` Node itself can't let go of a signal.
    const names = ['on', 'off', 'removeListener', 'prependListener'];
    for (const name of names) Object.assign(process, { [name]: fail });
    later(() => raise(work() && 'SIGTERM'));
  },
  'SIGTERM, and a listener to removed ones throws': () => {
    process.on('removeListener', fail);
    later(() => raise(work() && 'SIGTERM'));
  },
  'a listener, and one to removed ones that throws': () => {
    const timer = work();
    process.on('removeListener', fail);
    process.on('SIGTERM', () => {
      said('asked to end');
      later(() => clearInterval(timer), 200);
    });
    later(() => raise());
  },
  'SIGTERM after all listeners were removed': () => {
    process.removeAllListeners('SIGTERM');
    later(() => raise());
    work();
  },
  'a SIGTERM that the app emits itself': () => {
    process.emit('SIGTERM' as never);
    later(() => said('alive'));
  },
  'a graceful listener': () => {
    const timer = work();
    process.on('SIGTERM', (name: unknown, number: unknown) => {
      said(`${name} ${number} ${process.listenerCount('SIGTERM')}`);
      later(() => clearInterval(timer));
    });
    later(() => raise());
  },
  'a listener that exits': () => {
    process.on('SIGTERM', () => process.exit(3));
    later(() => raise(work() && 'SIGTERM'));
  },
  'a listener that is added during the flush': () => {
    const timer = work();
    later(() => raise());
    setTimeout(() => {
      process.on('SIGTERM', () => clearInterval(timer));
      raise();
    }, 80);
  },
  'a listener that raises the signal where it is alone': () => {
    const listener = () => {
      if (process.listeners('SIGTERM').length !== 1) return;
      process.off('SIGTERM', listener);
      raise();
    };
    process.on('SIGTERM', listener);
    later(() => raise(work() && 'SIGTERM'));
  },
  'two of them': () => {
    let count = 2;
    for (let i = 0; i < 2; i++) {
      const listener = () => {
        if (process.listeners('SIGTERM').length !== count) return;
        count--;
        process.off('SIGTERM', listener);
        raise();
      };
      process.on('SIGTERM', listener);
    }
    later(() => raise(work() && 'SIGTERM'));
  },
  'a listener that removes all and raises it': () => {
    process.on('SIGTERM', () => {
      process.removeAllListeners('SIGTERM');
      raise();
    });
    later(() => raise(work() && 'SIGTERM'));
  },
  'a listener to one that raises it at once': () => {
    process.once('SIGTERM', () => raise());
    later(() => raise(work() && 'SIGTERM'));
  },
  'a listener to one that raises it later': () => {
    process.once('SIGTERM', () => later(() => raise()));
    later(() => raise(work() && 'SIGTERM'));
  },
  'a listener to one, and a second one': () => {
    process.once('SIGTERM', () => said('ignored'));
    later(() => raise(work() && 'SIGTERM'));
    later(() => raise(), 2 * FLUSH_MS);
  },
  'a listener that ignores it': () => {
    let left = 2;
    const next = () => (left-- > 0 ? raise() : said('alive'));
    process.on('SIGTERM', () => {
      said('ignored');
      later(next);
    });
    const timer = work();
    later(next);
    later(() => clearInterval(timer), 2 * FLUSH_MS);
  },
  forgotten: () => {
    for (const name of ['SIGTERM', 'SIGINT', 'beforeExit', 'exit', 'removeListener']) {
      said(`${name} ${process.listenerCount(name)}`);
    }
  },
};
WAYS[way]?.();
