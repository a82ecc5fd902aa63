import { MetricsError } from '../../foundation/errors.ts';
import { RESERVED_LABEL } from '../../store/descriptor.ts';
import { OVERFLOW_KEY } from '../../store/overflow.ts';
import type { InstrumentOptions } from './instrument-options.ts';

/** Kinds of declared instruments, as their functions are called. */
export type DeclaredKind = 'counter' | 'gauge' | 'histogram' | 'summary' | 'timer';

export interface Declaration {
  readonly kind: DeclaredKind;
  readonly name: string;
  readonly options: InstrumentOptions<string>;
  /** Names of the options that this kind has beside the common ones. */
  readonly further: readonly string[];
}

const COMMON = ['help', 'unit', 'labels', 'initial', 'allow'];
const LONGEST_NAME = 255;
const MOST_LABELS = 32;
const LONGEST_HELP = 1_000;
/** As a unit stands in a name and in metadata: no control characters. */
const UNIT = /^\P{Cc}{0,63}$/u;
const OVERFLOW_LABEL = OVERFLOW_KEY.replaceAll('.', '_');
const NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/;

/** Labels that the page gives by itself. */
const RESERVED: Readonly<Record<DeclaredKind, readonly string[]>> = {
  counter: [],
  gauge: [],
  histogram: [RESERVED_LABEL.histogram],
  summary: [RESERVED_LABEL.summary],
  timer: [RESERVED_LABEL.histogram, 'status'],
};

/**
 * Throws for what can't be declared.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`.
 */
export function checkDeclaration({ kind, name, options, further }: Declaration): void {
  const refuse = (reason: string) => refuseDeclaration(kind, name, reason);
  if (typeof name !== 'string' || name.length > LONGEST_NAME || !NAME.test(name)) {
    refuse(
      `the name has to be 1 to ${LONGEST_NAME} of A-Z, a-z, 0-9, _ and ., with no digit first`,
    );
  }
  if (typeof options !== 'object' || options === null) refuse('the options are not an object');
  // A timer's unit is the second.
  const common = kind === 'timer' ? COMMON.filter((option) => option !== 'unit') : COMMON;
  refuseUnknown(options, [...common, ...further], refuse);
  const { help = '', unit = '' } = options;
  if (typeof help !== 'string' || help.length > LONGEST_HELP) {
    refuse(`help has to be a text of at most ${LONGEST_HELP} characters`);
  }
  if (typeof unit !== 'string' || !UNIT.test(unit)) {
    refuse('unit has to be a text of at most 63 characters, none of them a control character');
  }
  checkLabels({ kind, name, options, further });
  checkInitial({ kind, name, options, further });
  checkAllow({ kind, name, options, further });
}

export function refuseDeclaration(kind: string, name: unknown, reason: string): never {
  const which = typeof name === 'string' ? ` '${name.slice(0, LONGEST_NAME)}'` : '';
  throw new MetricsError('ACME_METRICS_INVALID_INSTRUMENT', `${kind}${which}: ${reason}`);
}

/** Refuses what has an option that there is not: it may be one that is misspelt. */
export function refuseUnknown(
  options: object,
  known: readonly string[],
  refuse: (reason: string) => never,
): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const are = known.length === 1 ? 'is' : 'are';
  refuse(`'${unknown}' is no option; there ${are} ${known.join(', ')}`);
}

/**
 * Throws where what a helper is made for has no name.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`.
 */
export function checkText(helper: string, what: string, value: unknown): void {
  if (typeof value === 'string' && value.trim() !== '') return;
  refuseDeclaration(helper, undefined, `${what} has to be a text that is not empty`);
}

function checkLabels({ kind, name, options: { labels = [] } }: Declaration): void {
  const refuse = (reason: string) => refuseDeclaration(kind, name, reason);
  if (!Array.isArray(labels) || labels.length > MOST_LABELS) {
    refuse(`labels has to be a list of at most ${MOST_LABELS} names`);
  }
  const shown = new Set<string>();
  for (const label of labels as readonly unknown[]) {
    if (typeof label !== 'string' || !NAME.test(label) || label.startsWith('__')) {
      refuse('each label has to be of A-Z, a-z, 0-9, _ and ., with no digit and no __ first');
    }
    if (RESERVED[kind].includes(label as string)) {
      refuse(`the label '${label}' is given by the ${kind} itself`);
    }
    const onPage = (label as string).replaceAll(/[._]+/g, '_');
    if (onPage === OVERFLOW_LABEL) refuse(`the label '${label}' is that of the overflow series`);
    if (shown.has(onPage)) refuse(`two labels are '${onPage}' on the page`);
    shown.add(onPage);
  }
}

function checkInitial({ kind, name, options }: Declaration): void {
  const { labels = [], initial = [] } = options;
  const refuse = (reason: string) => refuseDeclaration(kind, name, reason);
  if (!Array.isArray(initial)) refuse('initial has to be a list of label sets');
  for (const set of initial) {
    const keys = Object.keys(set ?? {});
    if (keys.length !== labels.length || !keys.every((key) => labels.includes(key))) {
      refuse(`each set of initial has to have exactly the labels ${labels.join(', ') || '(none)'}`);
    }
    if (!Object.values(set ?? {}).every(isLabelValue)) {
      refuse('each value of initial has to be a text, a number or a boolean');
    }
  }
}

function checkAllow({ kind, name, options }: Declaration): void {
  const { labels = [], allow = {} } = options;
  const refuse = (reason: string) => refuseDeclaration(kind, name, reason);
  if (typeof allow !== 'object' || allow === null || Array.isArray(allow)) {
    refuse('allow has to be an object of patterns by label');
  }
  for (const [label, patterns] of Object.entries(allow)) {
    if (!labels.includes(label)) {
      refuse(`allow is only for its labels, ${labels.join(', ') || 'of which it has none'}`);
    }
    const isText = (pattern: unknown) => typeof pattern === 'string' && pattern !== '';
    if (patterns !== undefined && ![patterns].flat().every(isText)) {
      refuse(`allow has to have a pattern or a list of patterns for '${label}', each a text`);
    }
  }
}

function isLabelValue(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
