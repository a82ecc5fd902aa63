// table: what the oracle must refuse.
/** A page that OpenMetrics 1.0.0 forbids, or as ours at least never look. */
export interface BrokenPage {
  readonly what: string;
  readonly page: string;
  /** Why Prometheus's Python client, a laxer reader, takes it; empty where it doesn't. */
  readonly taken?: string;
}

const GOOD_HISTOGRAM = 'h_bucket{le="+Inf"} 1\nh_count 1\nh_sum 1\n';

const LAX = 'it looks at less';
const ALLOWED = 'the specification allows it, our pages have none';

/** All of them; what is wrong is wrong alone. */
export const BROKEN_OPENMETRICS: readonly BrokenPage[] = [
  { what: 'nothing at all', page: '' },
  { what: 'no end', page: '# TYPE a gauge\na 1\n' },
  { what: 'an end without its line feed', page: '# TYPE a gauge\na 1\n# EOF', taken: ALLOWED },
  { what: 'a sample after the end', page: '# EOF\n# TYPE a gauge\na 1\n' },
  { what: 'two ends', page: '# EOF\n# EOF\n' },
  { what: 'an empty line', page: body('# TYPE a gauge\n\na 1\n') },
  { what: 'a line that ends as on Windows', page: body('# TYPE a gauge\na 1\r\n') },
  { what: 'a comment', page: body('# a comment of three\n# TYPE a gauge\na 1\n') },
  {
    what: 'a family twice',
    page: body('# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na{x="1"} 1\n'),
  },
  { what: 'metadata twice', page: body('# TYPE a gauge\n# TYPE a gauge\na 1\n') },
  { what: 'help twice', page: body('# TYPE a gauge\n# HELP a x\n# HELP a x\na 1\n') },
  {
    what: 'metadata after a sample',
    page: body('# TYPE a gauge\na 1\n# HELP a late\na{x="1"} 1\n'),
  },
  { what: 'help before the type', page: body('# HELP a x\n# TYPE a gauge\na 1\n'), taken: ALLOWED },
  { what: 'no type', page: body('a 1\n'), taken: ALLOWED },
  { what: 'no sample', page: body('# TYPE a gauge\n'), taken: ALLOWED },
  { what: 'a type of the other text format', page: body('# TYPE a untyped\na 1\n') },
  { what: 'an unknown type', page: body('# TYPE a number\na 1\n') },
  {
    what: 'help with a quote that is not escaped',
    page: body('# TYPE a gauge\n# HELP a "x"\na 1\n'),
    taken: LAX,
  },
  {
    what: 'a unit that the name does not end with',
    page: body('# TYPE a gauge\n# UNIT a seconds\na 1\n'),
  },
  {
    what: 'a unit without an underscore before it',
    page: body('# TYPE aseconds gauge\n# UNIT aseconds seconds\naseconds 1\n'),
  },
  {
    what: 'a unit behind `_total`',
    page: body('# TYPE a counter\n# UNIT a_total seconds\na_total 1\n'),
  },
  { what: 'a unit of an info', page: body('# TYPE a_s info\n# UNIT a_s s\na_s_info{x="1"} 1\n') },
  { what: 'a sample of another name', page: body('# TYPE a gauge\na 1\nb 1\n'), taken: ALLOWED },
  {
    what: 'a counter without `_total`',
    page: body('# TYPE a counter\na 1\n'),
  },
  {
    what: 'a counter whose type names its `_total`',
    page: body('# TYPE a_total counter\na_total 1\n'),
  },
  {
    what: 'a counter of its beginning alone',
    page: body('# TYPE a counter\na_created 1\n'),
    taken: LAX,
  },
  {
    what: 'a gauge with a suffix',
    page: body('# TYPE a gauge\na_total 1\n'),
    taken: 'it begins a family',
  },
  { what: 'a negative counter', page: body('# TYPE a counter\na_total -1\n') },
  { what: 'a counter that is no number', page: body('# TYPE a counter\na_total NaN\n') },
  {
    what: 'a beginning that is no time',
    page: body('# TYPE a counter\na_total 1\na_created NaN\n'),
    taken: LAX,
  },
  { what: 'an info that is not 1', page: body('# TYPE target info\ntarget_info{a="b"} 2\n') },
  {
    what: 'an info without its suffix',
    page: body('# TYPE target info\ntarget{a="b"} 1\n'),
  },
  {
    what: 'a gauge that is called as the beginning of a counter',
    page: body('# TYPE a counter\na_total 1\n# TYPE a_created gauge\na_created 1\n'),
  },
  {
    what: 'a gauge that is called as the buckets of a histogram',
    page: body(`# TYPE h histogram\n${GOOD_HISTOGRAM}# TYPE h_bucket gauge\nh_bucket 1\n`),
  },
  {
    what: 'a gauge that is called as a counter',
    page: body('# TYPE a counter\na_total 1\n# TYPE a gauge\na 1\n'),
  },
  {
    what: 'an unknown that is called as the total of a counter',
    page: body('# TYPE a_total unknown\na_total 1\n# TYPE a counter\na_created 1\n'),
  },
  { what: 'a sample twice', page: body('# TYPE a gauge\na 1\na 2\n'), taken: 'it drops one' },
  {
    what: 'a sample twice, with its labels in another order',
    page: body('# TYPE a gauge\na{x="1",y="2"} 1\na{y="2",x="1"} 2\n'),
    taken: 'it drops one',
  },
  {
    what: 'samples of two label sets in turns',
    page: body(
      '# TYPE a counter\na_total{x="1"} 1\na_total{x="2"} 1\na_created{x="1"} 1\na_created{x="2"} 1\n',
    ),
  },
  {
    what: 'buckets of two label sets in turns',
    page: body(
      '# TYPE h histogram\nh_bucket{x="1",le="+Inf"} 1\nh_bucket{x="2",le="+Inf"} 1\nh_count{x="1"} 1\nh_sum{x="1"} 1\n',
    ),
  },
  {
    what: 'bounds that do not ascend',
    page: histogram('h_bucket{le="2.0"} 1\nh_bucket{le="1.0"} 1\n'),
  },
  { what: 'a bound twice', page: histogram('h_bucket{le="1.0"} 1\nh_bucket{le="1.00"} 1\n') },
  { what: 'buckets that are not cumulative', page: histogram('h_bucket{le="1.0"} 2\n') },
  {
    what: 'no +Inf bucket',
    page: body('# TYPE h histogram\nh_bucket{le="1.0"} 1\nh_count 1\nh_sum 1\n'),
  },
  {
    what: 'a +Inf bucket in other words',
    page: body('# TYPE h histogram\nh_bucket{le="Inf"} 1\nh_count 1\nh_sum 1\n'),
  },
  { what: 'a bucket without its bound', page: histogram('h_bucket 1\n') },
  {
    what: 'a bound as an integer',
    page: histogram('h_bucket{le="1"} 1\n'),
    taken: 'a reader must',
  },
  {
    what: 'a large bound without an exponent',
    page: histogram('h_bucket{le="1000000.0"} 1\n'),
    taken: 'a reader must',
  },
  {
    what: 'a small bound without an exponent',
    page: histogram('h_bucket{le="0.00001"} 1\n'),
    taken: 'a reader must',
  },
  {
    what: 'an exponent of one digit',
    page: histogram('h_bucket{le="1e-5"} 1\n'),
    taken: 'a reader must',
  },
  {
    what: 'a count beside that of the +Inf bucket',
    page: body('# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_count 2\nh_sum 1\n'),
  },
  {
    what: 'a count without a sum',
    page: body('# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_count 1\n'),
  },
  {
    what: 'a sum without a count',
    page: body('# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\n'),
  },
  {
    what: 'a negative sum',
    page: body('# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_count 1\nh_sum -1\n'),
  },
  { what: 'a sum that may fall', page: histogram('h_bucket{le="-1.0"} 0\n') },
  { what: 'a bucket with a fraction', page: histogram('h_bucket{le="1.0"} 0.5\n') },
  {
    what: 'a bound beside the buckets',
    page: body(
      '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_count{le="1.0"} 1\nh_sum{le="1.0"} 1\n',
    ),
  },
  { what: 'a quantile above 1', page: summary('s{quantile="1.5"} 1\n') },
  { what: 'a quantile below 0', page: summary('s{quantile="-0.5"} 1\n') },
  { what: 'a quantile that is no number', page: summary('s{quantile="NaN"} 1\n') },
  { what: 'a sample without its quantile', page: summary('s 1\n') },
  { what: 'a negative quantile', page: summary('s{quantile="0.5"} -1\n') },
  {
    what: 'quantiles that do not ascend',
    page: summary('s{quantile="0.9"} 1\ns{quantile="0.5"} 1\n'),
    taken: ALLOWED,
  },
  {
    what: 'a quantile as an integer',
    page: summary('s{quantile="1"} 1\n'),
    taken: 'a reader must',
  },
  {
    what: 'a quantile beside the quantiles',
    page: body('# TYPE s summary\ns_count{quantile="0.5"} 1\n'),
    taken: LAX,
  },
  {
    what: 'a summary without a count',
    page: body('# TYPE s summary\ns{quantile="0.5"} 1\n'),
    taken: ALLOWED,
  },
  { what: 'a negative sum of a summary', page: body('# TYPE s summary\ns_count 1\ns_sum -1\n') },
  {
    what: 'a gauge that is called as the sum of a summary',
    page: `${summary('').replace('# EOF\n', '')}# TYPE s_sum gauge\ns_sum 1\n# EOF\n`,
  },
  { what: 'a label twice', page: body('# TYPE a gauge\na{x="1",x="2"} 1\n') },
  { what: 'a label without quotes', page: body('# TYPE a gauge\na{x=1} 1\n') },
  { what: 'a name with a dot', page: body('# TYPE a.b gauge\na.b 1\n') },
  { what: 'a label with a dot', page: body('# TYPE a gauge\na{b.c="1"} 1\n') },
  {
    what: 'a label that is called __name__',
    page: body('# TYPE a gauge\na{__name__="b"} 1\n'),
    taken: LAX,
  },
  { what: 'a label that is empty', page: body('# TYPE a gauge\na{x=""} 1\n'), taken: ALLOWED },
  { what: 'a bad escape', page: body('# TYPE a gauge\na{x="\\t"} 1\n'), taken: ALLOWED },
  { what: 'a comma too many', page: body('# TYPE a gauge\na{x="1",} 1\n') },
  { what: 'two spaces', page: body('# TYPE a gauge\na  1\n') },
  { what: 'a space at the end', page: body('# TYPE a gauge\na 1 \n') },
  { what: 'a number with a comma', page: body('# TYPE a gauge\na 1,5\n') },
  { what: 'a number in hexadecimal', page: body('# TYPE a gauge\na 0x1\n') },
  { what: 'a time', page: body('# TYPE a gauge\na 1 1520879607.789\n'), taken: ALLOWED },
  { what: 'an exemplar of a gauge', page: body('# TYPE a gauge\na 1 # {} 1 1\n') },
  {
    what: 'an exemplar of a count',
    page: body('# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_count 1 # {} 1 1\nh_sum 1\n'),
  },
  {
    what: 'an exemplar of the beginning',
    page: body('# TYPE a counter\na_total 1\na_created 1 # {} 1 1\n'),
  },
  { what: 'an exemplar of an unknown', page: body('# TYPE a unknown\na 1 # {} 1 1\n') },
  { what: 'an exemplar without braces', page: body('# TYPE a counter\na_total 1 # 1 1\n') },
  { what: 'an exemplar without a value', page: body('# TYPE a counter\na_total 1 # {x="1"}\n') },
  { what: 'an exemplar at no time', page: body('# TYPE a counter\na_total 1 # {x="1"} 1 NaN\n') },
  { what: 'two exemplars', page: body('# TYPE a counter\na_total 1 # {} 1 1 # {} 1 1\n') },
  {
    what: 'an exemplar of 129 characters',
    page: body(`# TYPE a counter\na_total 1 # {x="${'🦊'.repeat(128)}"} 1 1\n`),
  },
  {
    what: 'an exemplar above its bucket',
    page: histogram('h_bucket{le="1.0"} 1 # {} 1.5 1\n'),
    taken: LAX,
  },
  {
    what: 'half a character',
    page: body('# TYPE a gauge\na{x="\ud800"} 1\n'),
    taken: 'in bytes it is another character',
  },
];

function body(lines: string): string {
  return `${lines}# EOF\n`;
}

/** These buckets before the rest of a histogram that is as it should be. */
function histogram(buckets: string): string {
  return body(`# TYPE h histogram\n${buckets}${GOOD_HISTOGRAM}`);
}

/** These quantiles before the rest of a summary that is as it should be. */
function summary(quantiles: string): string {
  return body(`# TYPE s summary\n${quantiles}s_count 1\ns_sum 1\n`);
}
