import type { ConfigSource, LoadedConfig } from './load.ts';
import { OPTIONS, type OptionName } from './options.ts';

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

/** The effective configuration, without secrets. */
export function describeConfig({ config, sources, places }: LoadedConfig): OptionDescription[] {
  return (Object.keys(OPTIONS) as OptionName[]).map((name) => {
    const { env, help } = OPTIONS[name];
    const place = places[name];
    return {
      ...{ name, variable: env, value: config[name], source: sources[name], help },
      ...(place !== undefined && { place }),
    };
  });
}
