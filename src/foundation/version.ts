import manifest from '../../package.json' with { type: 'json' };

/** Version of this package, for `telemetry.distro.version` and for meeting a second copy. */
export const VERSION: string = manifest.version;
