import { VERSION } from '../../foundation/version.ts';

/** Stands before upstream's own. */
export const USER_AGENT: string = `acme-otel-metrics/${VERSION}`;
