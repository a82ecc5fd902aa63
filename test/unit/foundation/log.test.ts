import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOG_LEVELS } from '../../../src/foundation/log.ts';
import { logLines } from '../../support/log-lines.ts';

vi.mock(import('../../../src/foundation/clock.ts'), () => import('../../support/host-clock.ts'));

vi.mock(import('node:fs'), async (original) => {
  const { keepLines } = await import('../../support/log-lines.ts');
  return keepLines(await original());
});

const MODULE = new URL('../../../src/foundation/log.ts', import.meta.url).href;
const MINUTE = 60_000;

/** A log that has said nothing yet. */
async function freshLog(): Promise<typeof import('../../../src/foundation/log.ts')> {
  vi.resetModules();
  return import('../../../src/foundation/log.ts');
}

beforeEach(() => {
  vi.useFakeTimers();
  logLines.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a fault', () => {
  it('is said once a minute, however often it happens', async () => {
    const { warn } = await freshLog();
    for (let ms = 0; ms < 3 * MINUTE; ms += 500) {
      warn('a', 'fault a');
      vi.advanceTimersByTime(500);
    }
    expect(logLines).toEqual(Array(3).fill('[otel-metrics] fault a\n'));
  });

  it('is said beside other ones', async () => {
    const { warn } = await freshLog();
    for (const fault of ['a', 'b', 'a', 'b', 'c']) warn(fault, fault);
    expect(logLines.map((line) => line.trim().at(-1))).toEqual(['a', 'b', 'c']);
  });

  it('is told from others by its key, not by its words', async () => {
    const { warn } = await freshLog();
    warn('a', 'port 1 is taken');
    warn('a', 'port 2 is taken');
    expect(logLines).toHaveLength(1);
  });

  it('is not silenced when the clock of the machine is set back', async () => {
    const { warn } = await freshLog();
    warn('a', 'x');
    vi.advanceTimersByTime(MINUTE);
    vi.setSystemTime(0);
    warn('a', 'x');
    expect(logLines).toHaveLength(2);
  });

  it('is remembered until 256 later ones were written', async () => {
    const { warn } = await freshLog();
    const others = (count: number) => {
      for (let i = 0; i < count; i++) warn(`other ${i}`, 'x');
    };
    warn('a', 'first');
    others(255);
    warn('a', 'still known');
    others(256);
    warn('a', 'forgotten');
    expect(logLines.filter((line) => !line.endsWith(' x\n'))).toEqual([
      '[otel-metrics] first\n',
      '[otel-metrics] forgotten\n',
    ]);
  });

  it('that was said again is forgotten after those that were not', async () => {
    const { warn } = await freshLog();
    for (let i = 0; i < 256; i++) warn(`fault ${i}`, 'x');
    vi.advanceTimersByTime(MINUTE);
    warn('fault 100', 'x');
    for (let i = 0; i < 255; i++) warn(`later ${i}`, 'x');
    warn('fault 100', 'x');
    expect(logLines).toHaveLength(256 + 1 + 255);
  });
});

describe('a line', () => {
  it.each([
    ['line feeds', 'a\nb\r\nc', 'a b c'],
    ['a forged line', 'a\n[otel-metrics] all is well', 'a [otel-metrics] all is well'],
    ['colours and NUL', '\u001b[31mred\u0000', ' [31mred '],
    ['other separators', 'a\u2028b\u2029c\u0085d\vd', 'a b c d d'],
    ['text of any script', 'größer 大 😀', 'größer 大 😀'],
    ['too much', 'x'.repeat(5000), 'x'.repeat(2000)],
  ])('holds %s as one line', async (_what, message, text) => {
    const { announce } = await freshLog();
    announce(message);
    expect(logLines).toEqual([`[otel-metrics] ${text}\n`]);
  });

  it('that cannot be written disturbs nobody', async () => {
    const { announce, warn } = await freshLog();
    vi.mocked(writeSync).mockImplementation(() => {
      throw Object.assign(new Error('EAGAIN'), { code: 'EAGAIN' });
    });
    expect(() => announce('x')).not.toThrow();
    expect(() => warn('a', 'x')).not.toThrow();
    vi.mocked(writeSync).mockReset();
  });
});

describe('the level', () => {
  const SAID: Record<(typeof LOG_LEVELS)[number], string[]> = {
    none: [],
    error: ['announce'],
    warn: ['warn', 'announce'],
    info: ['warn', 'info', 'announce'],
    debug: ['warn', 'info', 'debug', 'announce'],
    verbose: ['warn', 'info', 'debug', 'announce'],
    all: ['warn', 'info', 'debug', 'announce'],
  };

  it.each(LOG_LEVELS)('%s lets through what it should', async (level) => {
    const { setLogLevel, ...log } = await freshLog();
    setLogLevel(level);
    log.warn('a', 'warn');
    log.info('info');
    log.debug('debug');
    log.announce('announce');
    expect(logLines).toEqual(SAID[level].map((word) => `[otel-metrics] ${word}\n`));
  });

  it('is warn until it is set', async () => {
    const log = await freshLog();
    log.warn('a', 'warn');
    log.info('info');
    expect(logLines).toEqual(['[otel-metrics] warn\n']);
  });
});

describe('the stream', () => {
  function run(script: string): string {
    const code = `import('${MODULE}').then(({ announce }) => { ${script} })`;
    return execFileSync('sh', ['-c', '"$0" -e "$1" 2>&1 >/dev/null', process.execPath, code], {
      encoding: 'utf8',
    });
  }

  it('is stderr, beside what the app has put in its place', () => {
    const replaced = `
      Object.defineProperty(process, 'stderr', { get() { throw new Error('touched') } });
      console.error = console.warn = () => { throw new Error('touched') };
    `;
    expect(run(`${replaced} announce('one line')`)).toBe('[otel-metrics] one line\n');
  });

  it('may be closed', () => {
    expect(run(`require('node:fs').closeSync(2); announce('x'); process.exit(0)`)).toBe('');
  });
});
