// table: at which numbers alerts fire. A written rule file has them in `expr`, to be changed there.

/**
 * `for` is how long it has to be so. A traffic is a minimum per second, and failures are a minimum of
 * them: with less a single failure would be a large share. Shares are from 0 to 1.
 */
export const THRESHOLDS = {
  HttpErrorRatioHigh: { for: '5m', share: 0.05, traffic: 0.1 },
  HttpRouteErrorRatioHigh: { for: '10m', share: 0.1, traffic: 0.05 },
  HttpLatencyP95High: { for: '10m', seconds: 0.5, traffic: 0.1 },
  HttpLatencyP99High: { for: '10m', seconds: 1, traffic: 0.5 },
  HttpRouteLatencyP95High: { for: '10m', seconds: 1, traffic: 0.05 },
  // The windows and rates of Google's SRE workbook, chapter 5; the budget is of 99.9 %.
  SloBurnRateFast: { for: '2m', burn: 14.4, budget: 0.001, traffic: 0.2 },
  SloBurnRateSlow: { for: '15m', burn: 6, budget: 0.001, traffic: 0.2 },
  EventLoopLagHigh: { for: '5m', seconds: 0.1 },
  HeapNearLimit: { for: '10m', share: 0.9 },
  DatabasePoolExhausted: { for: '2m' },
  DatabaseNoConnections: { for: '1m' },
  QueueGrowing: { for: '10m', times: 1.2, jobs: 100 },
  CacheHitRatioCollapse: { for: '10m', share: 0.5, traffic: 0.1 },
  HttpClientErrorRatioHigh: { for: '5m', share: 0.2, traffic: 0.05 },
  ExternalApiErrorRatioHigh: { for: '5m', share: 0.2, traffic: 0.05 },
  ExternalApiRateLimitLow: { for: '1m', share: 0.1 },
  AiCallsSlow: { for: '10m', seconds: 20, traffic: 0.01 },
  AiCallsFailing: { for: '5m', share: 0.1, failures: 3 },
  AiCostHigh: { for: '0m', perHour: 10 },
  TargetDown: { for: '2m' },
  TargetMissing: { for: '5m' },
  ScrapeSlow: { for: '10m', seconds: 5 },
  SeriesOverflow: { for: '0m' },
} as const;

export type AlertName = keyof typeof THRESHOLDS;

/** 0.05 as `5%`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`;
}
