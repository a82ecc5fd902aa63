/** The only attribute, of value true, of the series that takes what limits keep out (SDK specification). */
export const OVERFLOW_KEY = 'otel.metric.overflow';
