import { labelKey } from './label-key.ts';
import type { Line } from './line.ts';

type Value = number | null;

/** Nothing where right is 0 or has no line of equal labels. */
export function divided(left: readonly Line[], right: readonly Line[]): readonly Line[] {
  const divisors = new Map(right.map((line) => [labelKey(line.labels), line.values]));
  return left.flatMap(({ labels, values }) => {
    const divisor = divisors.get(labelKey(labels));
    return divisor === undefined ? [] : [{ labels, values: joined(values, divisor, quotient) }];
  });
}

/** At each moment and for each set of labels the first that has it. */
export function firstOf(answers: readonly (readonly Line[])[]): readonly Line[] {
  return merged(answers, (first, other) => first ?? other);
}

export function added(answers: readonly (readonly Line[])[]): readonly Line[] {
  return merged(answers, (one, other) => (one === null ? other : one + (other ?? 0)));
}

export function zeroed(lines: readonly Line[]): readonly Line[] {
  return lines.map(({ labels, values }) => ({
    labels,
    values: values.map((value) => (value === null ? null : 0)),
  }));
}

function quotient(left: Value, right: Value): Value {
  return left === null || right === null || right === 0 ? null : left / right;
}

function merged(
  answers: readonly (readonly Line[])[],
  join: (one: Value, other: Value) => Value,
): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const line of answers.flat()) {
    const key = labelKey(line.labels);
    const known = lines.get(key);
    const values = known === undefined ? line.values : joined(known.values, line.values, join);
    lines.set(key, { labels: known?.labels ?? line.labels, values });
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

function joined(
  one: readonly Value[],
  other: readonly Value[],
  join: (one: Value, other: Value) => Value,
): readonly Value[] {
  return one.map((value, at) => join(value, other[at] ?? null));
}
