/** Media type of the text format; Prometheus 3 refuses a page without a known one. */
export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
