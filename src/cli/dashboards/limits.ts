// table: from where on a panel shows what is bad: the thresholds of the alerts on the same numbers.
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
} from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { THRESHOLDS } from '../rules/thresholds.ts';

/** By the ids of golden numbers. */
export const GOLDEN_LIMITS: Readonly<Record<string, number>> = {
  errors: THRESHOLDS.HttpErrorRatioHigh.share,
  latency: THRESHOLDS.HttpLatencyP95High.seconds,
};

/** By the ids of panels. */
export const LIMITS: Readonly<Record<string, number>> = {
  'request-errors': THRESHOLDS.HttpRouteErrorRatioHigh.share,
  'request-latency': THRESHOLDS.HttpLatencyP95High.seconds,
  'request-p95': THRESHOLDS.HttpRouteLatencyP95High.seconds,
  'call-errors': THRESHOLDS.HttpClientErrorRatioHigh.share,
  'external-api-errors': THRESHOLDS.ExternalApiErrorRatioHigh.share,
  'loop-delay': THRESHOLDS.EventLoopLagHigh.seconds,
  'queue-waiting': THRESHOLDS.QueueGrowing.jobs,
  'ai-errors': THRESHOLDS.AiCallsFailing.share,
  'ai-p95': THRESHOLDS.AiCallsSlow.seconds,
};

/** Green, and red from the limit on. */
export function thresholdsAt(limit: number): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    // The first step begins below everything: Grafana has null for that.
    { value: null, color: 'green' },
    { value: limit, color: 'red' },
  ]);
}

/** The limit as a line in a chart. */
export function limitLine(): GraphThresholdsStyleConfigBuilder {
  return new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
}
