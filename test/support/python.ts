import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { isAllRequired } from './requirement.ts';

/** The system's own: its packages are installed for no other. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'openmetrics.py');
const LARGEST_ANSWER = 64 * 1024 * 1024;

export interface PythonSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar: PythonExemplar | undefined;
}

export interface PythonExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface PythonFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly PythonSample[];
}

/** Whether Prometheus's Python client is there. Missing, it is a visible skip or a failure. */
export function canReadInPython(): boolean {
  if (isAllRequired()) return true;
  try {
    execFileSync(PYTHON, ['-c', 'import prometheus_client.openmetrics.parser'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** An OpenMetrics page as Prometheus's Python client reads it. Throws with its words where it can't. */
export function readInPython(page: string | Buffer): PythonFamily[] {
  const options = { input: page, maxBuffer: LARGEST_ANSWER, stdio: 'pipe' } as const;
  const answer = execFileSync(PYTHON, [SCRIPT], options).toString();
  const families = JSON.parse(answer) as PrintedFamily[];
  return families.map((family) => ({ ...family, samples: family.samples.map(sampleOf) }));
}

/** What the script prints: numbers as Python's texts, since JSON has no NaN. */
type Printed<T> = Omit<T, 'value'> & { readonly value: string };
type PrintedSample = Printed<Omit<PythonSample, 'exemplar'>> & {
  readonly exemplar: Printed<PythonExemplar> | null;
};
type PrintedFamily = Omit<PythonFamily, 'samples'> & { readonly samples: PrintedSample[] };

function sampleOf({ exemplar, ...sample }: PrintedSample): PythonSample {
  return {
    ...withNumber(sample),
    exemplar: exemplar === null ? undefined : withNumber(exemplar),
  };
}

function withNumber<T extends { readonly value: string }>(printed: T) {
  return { ...printed, value: Number(printed.value.replace('inf', 'Infinity')) };
}
