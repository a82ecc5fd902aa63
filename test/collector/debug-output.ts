/** One push, as the Collector's debug exporter prints it at the verbosity `detailed`. */
export interface PrintedRequest {
  readonly resource: Readonly<Record<string, string>>;
  readonly metrics: readonly PrintedMetric[];
}

export interface PrintedMetric {
  /** `Name`, `Unit`, `DataType`, `AggregationTemporality` and so on. */
  readonly descriptor: Readonly<Record<string, string>>;
  readonly points: readonly PrintedPoint[];
}

export interface PrintedPoint {
  readonly attributes: Readonly<Record<string, string>>;
  /** `Value`, `Count`, `Sum`, `StartTimestamp` and so on. */
  readonly fields: Readonly<Record<string, string>>;
}

/** All of the pushes in its output; one that is printed by half is left out. */
export function readRequests(output: string): PrintedRequest[] {
  const blocks = output.matchAll(/\tResourceMetrics #0\n(.*?)^\t\{/gms);
  return [...blocks].map(([, block = '']) => {
    const [head = '', ...metrics] = block.split(/^Metric #\d+\n/m);
    return { resource: attributesOf(head), metrics: metrics.map(readMetric) };
  });
}

function readMetric(text: string): PrintedMetric {
  const [descriptor = '', ...points] = text.split(/^\w*DataPoints #\d+\n/m);
  return { descriptor: attributesOf(descriptor), points: points.map(readPoint) };
}

function readPoint(text: string): PrintedPoint {
  const lines = text.matchAll(/^(\S.*?): (.*)$/gm);
  return {
    attributes: attributesOf(text),
    fields: Object.fromEntries([...lines].map(([, key = '', value = '']) => [key, value])),
  };
}

/** `     -> channel: Str(web)` is an attribute, without the type here. */
function attributesOf(text: string): Record<string, string> {
  const lines = text.matchAll(/^ +-> (\S+?): (?:[A-Z]\w*\((.*)\)|(.*))$/gm);
  return Object.fromEntries(
    [...lines].map(([, key = '', typed, plain = '']) => [key, typed ?? plain]),
  );
}
