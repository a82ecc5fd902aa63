import { numberText } from '../../src/cli/number-text.ts';
import { NOTHING } from '../../src/views/number-text.ts';
import type { Readings, RequestReading } from './readings.ts';

export type Paint = (style: 'bold' | 'dim' | 'red' | 'yellow', text: string) => string;

interface Column {
  readonly title: string;
  readonly width: number;
  /** Names stand on the left, numbers on the right. */
  readonly align: 'left' | 'right';
  /** A cell of this column that says anything but nothing is painted in this colour. */
  readonly alarm?: 'red' | 'yellow';
}

const ROUTE_COLUMNS: readonly Column[] = [
  { title: 'ROUTE', width: 36, align: 'left' },
  { title: 'req/s', width: 8, align: 'right' },
  { title: 'p50', width: 9, align: 'right' },
  { title: 'p95', width: 9, align: 'right' },
  { title: 'p99', width: 9, align: 'right' },
  { title: '5xx/s', width: 8, align: 'right', alarm: 'red' },
  { title: 'aborted/s', width: 11, align: 'right', alarm: 'yellow' },
];

const STATEMENT_COLUMNS: readonly Column[] = [
  { title: 'QUERIES', width: 36, align: 'left' },
  { title: 'per s', width: 8, align: 'right' },
  { title: 'mean', width: 9, align: 'right' },
  { title: 'p95', width: 9, align: 'right' },
  { title: 'errors/s', width: 11, align: 'right', alarm: 'red' },
];

/** The readings as lines for a terminal of 90 columns. */
export function tableLines(readings: Readings, paint: Paint): readonly string[] {
  const { routes, requests, statements, pool, runtime } = readings;
  const routeRows = routes.map((row) => [
    `${row.method.padEnd(5)} ${row.route || '(no route)'}`,
    ...requestCells(row),
  ]);
  const statementRows = statements.map((row) => [
    `${row.operation.padEnd(6)} ${row.table || '(no single table)'}`,
    perSecond(row.rate),
    numberText(row.mean, 'seconds'),
    numberText(row.p95, 'seconds'),
    perSecond(row.errorRate),
  ]);
  return [
    ...section(ROUTE_COLUMNS, [...routeRows, ['all', ...requestCells(requests)]], paint),
    '',
    ...section(STATEMENT_COLUMNS, statementRows, paint),
    '',
    `${paint('bold', 'POOL')}        ${numberText(pool.used)} used   ${numberText(pool.idle)} idle   ${numberText(pool.pending)} pending`,
    `${paint('bold', 'EVENT LOOP')}  delay p99 ${numberText(runtime.loopDelayP99, 'seconds')}   utilization ${numberText(runtime.loopUtilization, 'ratio')}   CPU ${numberText(runtime.cpu, 'ratio')}`,
    `${paint('bold', 'MEMORY')}      RSS ${numberText(runtime.rssBytes, 'bytes')}   heap ${numberText(runtime.heapUsedBytes, 'bytes')}`,
  ];
}

/** The readings in one line, for logs. */
export function plainLine({ requests, statements, pool, runtime }: Readings): string {
  const queries = statements.reduce((sum, { rate }) => sum + rate, 0);
  return [
    `${perSecond(requests.rate)} req/s`,
    `p95 ${numberText(requests.p95, 'seconds')}`,
    `${perSecond(requests.errorRate)} errors/s`,
    `${perSecond(requests.abortedRate)} aborted/s`,
    `${perSecond(queries)} queries/s`,
    `pool ${numberText(pool.used)}/${numberText(pool.idle)}/${numberText(pool.pending)}`,
    `loop p99 ${numberText(runtime.loopDelayP99, 'seconds')}`,
    `RSS ${numberText(runtime.rssBytes, 'bytes')}`,
  ].join('  ');
}

function section(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): readonly string[] {
  const head = columns.map((column) => paint('bold', cell(column, column.title)));
  const body = rows.map((row) =>
    columns.map((column, index) => {
      const text = row[index] ?? NOTHING;
      const style = text === NOTHING ? 'dim' : column.alarm;
      return style === undefined ? cell(column, text) : paint(style, cell(column, text));
    }),
  );
  return [head, ...body].map((cells) => cells.join(''));
}

function cell({ width, align }: Column, text: string): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}

function requestCells(row: RequestReading): readonly string[] {
  return [
    perSecond(row.rate),
    numberText(row.p50, 'seconds'),
    numberText(row.p95, 'seconds'),
    numberText(row.p99, 'seconds'),
    perSecond(row.errorRate),
    perSecond(row.abortedRate),
  ];
}

function perSecond(value: number): string {
  return value > 0 ? value.toFixed(1) : NOTHING;
}
