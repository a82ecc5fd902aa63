import { basename } from 'node:path';
import { wasReported } from '../../instrumentations/module-loads.ts';
import type { LibraryReport, ObserverReport } from '../../server/agent-report.ts';
import type { KnownLibrary } from './known-libraries.ts';

/** What is known of one library in this process. */
export interface Presence {
  readonly version: string | undefined;
  readonly isLoaded: boolean;
  readonly isLoadUnknown: boolean;
  /** The file of the app's own that it is part of, if it is of one. */
  readonly bundledIn: string | undefined;
}

/** Who might see it. */
export interface Onlookers {
  readonly observers: readonly ObserverReport[];
  /** Whether metrics of prom-client are on the page, by the option or by the function. */
  readonly isBridging: boolean;
}

export type Verdict = Pick<LibraryReport, 'isObserved' | 'why'>;

const NOT_LOADED = 'The app has not loaded it so far.';

/** OpenTelemetry's engines, which stand in for observers. */
const ENGINES = { 'http-server': 'http-engine', 'http-client': 'http-engine', pg: 'pg-engine' };

/** Whether a library is observed, and else why not and what to do. */
export function verdictOn(
  library: KnownLibrary,
  presence: Presence,
  { observers, isBridging }: Onlookers,
): Verdict {
  const { observer, isBridged, why } = library;
  if (isBridged === true && isBridging) return { isObserved: true };
  if (observer === undefined) return { isObserved: false, ...(why !== undefined && { why }) };
  const engine = observers.find(({ name }) => name === ENGINES[observer]);
  const hindrance =
    whyOff(engine ?? observers.find(({ name }) => name === observer)) ??
    whyUnseen(library, presence, engine !== undefined) ??
    (library.hasRoutes === true && engine !== undefined ? WITHOUT_ROUTES : undefined);
  return hindrance === undefined ? { isObserved: true } : { isObserved: false, why: hindrance };
}

const WITHOUT_ROUTES =
  "Its requests are measured, its routes are not: OpenTelemetry's HTTP engine has none, ACME_METRICS_HTTP_ENGINE=native has them.";

function whyOff(observer: ObserverReport | undefined): string | undefined {
  if (observer === undefined) return 'Nothing observes it in this process.';
  const { name, state } = observer;
  switch (state) {
    case 'off':
      return `The observer ${name} is switched off: take it out of ACME_METRICS_DISABLED_OBSERVERS.`;
    case 'failed':
      return `The observer ${name} could not be started: the log of the app says why.`;
    default:
      return undefined;
  }
}

/** `isHooked`: an engine sees what `require` loads; our observers know themselves what they have seen. */
function whyUnseen(
  { name, isPatched = false }: KnownLibrary,
  { isLoaded, isLoadUnknown, bundledIn }: Presence,
  isHooked: boolean,
): string | undefined {
  if (isPatched && (isHooked ? isLoaded : wasReported(name))) return undefined;
  if (isPatched && bundledIn !== undefined) {
    return `It is part of ${basename(bundledIn)}, where it is not seen: keep it out of the bundle (esbuild --external:${name}, externals of webpack) and install it beside the app.`;
  }
  if (!isLoaded && !isLoadUnknown && bundledIn === undefined) return NOT_LOADED;
  return isPatched
    ? 'It was loaded, but not by its main file, which is what the agent waits for.'
    : undefined;
}
