export type Escaping = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

/** A format of the page, as it is asked for and answered. */
export interface PageFormat {
  readonly title: string;
  readonly accept: string;
  /** What the answer's `Content-Type` begins with. */
  readonly contentType: string;
  /** Its escaping scheme. */
  readonly escaping: Escaping;
  /** Whether it has native histograms. */
  readonly native: boolean;
}

const PROTOBUF = 'application/vnd.google.protobuf';
const MESSAGE = 'proto=io.prometheus.client.MetricFamily;encoding=delimited';
const OPENMETRICS = 'application/openmetrics-text';

export const TEXT: PageFormat = {
  title: 'text 0.0.4',
  accept: 'text/plain;version=0.0.4',
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  escaping: 'underscores',
  native: false,
};

const ESCAPINGS = ['allow-utf-8', 'underscores', 'dots', 'values'] as const;

/** The three formats that know escaping schemes, in each of them. */
export const ESCAPED: readonly PageFormat[] = ESCAPINGS.flatMap((escaping) => [
  {
    title: `text 1.0.0, ${escaping}`,
    accept: `text/plain;version=1.0.0;escaping=${escaping}`,
    contentType: 'text/plain; version=1.0.0; charset=utf-8',
    escaping,
    native: false,
  },
  {
    title: `OpenMetrics, ${escaping}`,
    accept: `${OPENMETRICS};version=1.0.0;escaping=${escaping}`,
    contentType: `${OPENMETRICS}; version=1.0.0; charset=utf-8`,
    escaping,
    native: false,
  },
  {
    title: `protobuf, ${escaping}`,
    accept: `${PROTOBUF};${MESSAGE};escaping=${escaping}`,
    contentType: PROTOBUF,
    escaping,
    native: true,
  },
]);

export const OPENMETRICS_PLAIN: PageFormat = {
  title: 'OpenMetrics',
  accept: `${OPENMETRICS};version=1.0.0`,
  contentType: `${OPENMETRICS}; version=1.0.0; charset=utf-8`,
  escaping: 'underscores',
  native: false,
};
export const PROTOBUF_PLAIN: PageFormat = {
  title: 'protobuf',
  accept: `${PROTOBUF};${MESSAGE}`,
  contentType: PROTOBUF,
  escaping: 'underscores',
  native: true,
};

/** The formats as they are asked for by who knows no escaping schemes. */
export const UNESCAPED: readonly PageFormat[] = [TEXT, OPENMETRICS_PLAIN, PROTOBUF_PLAIN];

/** A name as an escaping scheme writes it that has dots, and beside them old characters alone. */
export function escapedName(name: string, escaping: Escaping): string {
  switch (escaping) {
    case 'underscores':
      return name.replaceAll('.', '_');
    case 'dots':
      return name.replaceAll('_', '__').replaceAll('.', '_dot_');
    case 'values':
      return name.includes('.') ? `U__${name.replaceAll('_', '__').replaceAll('.', '_2e_')}` : name;
    case 'allow-utf-8':
      return name;
  }
}
