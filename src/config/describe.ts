import type { ConfigSource, LoadedConfig } from './load.ts';
import { OPTIONS, type OptionName } from './options.ts';
import { isSecretName } from './secret-names.ts';

/** One option as it is in force. */
export interface OptionDescription {
  readonly name: OptionName;
  /** Its variable; the one for all signals where that was used. */
  readonly variable: string;
  /** As it would be written in JSON; what may be secret is hidden. */
  readonly value: unknown;
  readonly source: ConfigSource;
  /** Where it stands, where it was set. */
  readonly place?: string;
  readonly help: string;
}

/** Stands for what may be a secret. */
export const HIDDEN = '[hidden]';

/** Parts of the paths under which collectors and vendors take metrics. Others may be a tenant, or a token. */
const KNOWN_PART =
  /^(|v\d|api|collector|ingest|metrics|opentelemetry|otel|otlp|prometheus|push|write)$/;

/** The effective configuration, without secrets. */
export function describeConfig({ config, sources, places }: LoadedConfig): OptionDescription[] {
  return (Object.keys(OPTIONS) as OptionName[]).map((name) => {
    const { env, general, help, type } = OPTIONS[name];
    const place = places[name];
    const variable = general !== undefined && place === general.env ? place : env;
    const value = shown(type.kind, config[name]);
    return {
      ...{ name, variable, value, source: sources[name], help },
      ...(place !== undefined && { place }),
    };
  });
}

function shown(kind: (typeof OPTIONS)[OptionName]['type']['kind'], value: unknown): unknown {
  if (kind === 'headers') return hiddenValues(value as Readonly<Record<string, string>>);
  if (kind === 'attributes') {
    return hiddenValues(value as Readonly<Record<string, string>>, isSecretName);
  }
  return kind === 'otlp-endpoint' ? withoutSecrets(value as string) : value;
}

/** Names say what is set, and are no secret. */
function hiddenValues(
  pairs: Readonly<Record<string, string>>,
  isHidden: (name: string) => boolean = () => true,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pairs).map(([name, value]) => [name, isHidden(name) ? HIDDEN : value]),
  );
}

/** A URL may have a user and a password, a token in its query, and with some vendors one in its path. */
function withoutSecrets(text: string): string {
  if (text === '') return '';
  const url = URL.parse(text);
  if (url === null) return HIDDEN;
  const hasUser = url.username !== '' || url.password !== '';
  const user = hasUser ? `${HIDDEN}@` : '';
  const query = url.search === '' ? '' : `?${HIDDEN}`;
  const parts = url.pathname.split('/').map((part) => (KNOWN_PART.test(part) ? part : HIDDEN));
  return `${url.protocol}//${user}${url.host}${parts.join('/')}${query}`;
}
