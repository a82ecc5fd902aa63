import { readFileSync } from 'node:fs';
import type { Places } from '../../config/load.ts';
import type { Config } from '../../config/options.ts';
import { countFault } from '../../foundation/faults.ts';
import { warn } from '../../foundation/log.ts';

/** What TLS needs beside Node's own certificates, as PEM. */
export interface Credentials {
  /** The only certificates that the collector's may be signed with. */
  readonly ca?: string;
  /** Who we are: both or none. */
  readonly key?: string;
  readonly cert?: string;
}

type CredentialOption = 'otlpCertificate' | 'otlpClientKey' | 'otlpClientCertificate';
type CredentialConfig = Pick<Config, CredentialOption>;

/** Says in one line where the option stands and what is wrong, without the path and what stands in the file. */
type LeaveOut = (option: CredentialOption, fault: string) => void;

/**
 * Reads the files that are configured, once. What cannot be used is said and left out: then the
 * collector is checked with Node's certificates, or refuses us, but is never left unchecked.
 */
export function readCredentials(config: CredentialConfig, places: Places): Credentials {
  const leaveOut = (option: CredentialOption, fault: string) => {
    countFault('configuration_error');
    warn(`otlp:${option}`, `${places[option] ?? option} ${fault}; it was left out`);
  };
  return { ...readAuthority(config, leaveOut), ...readIdentity(config, leaveOut) };
}

function readAuthority({ otlpCertificate }: CredentialConfig, leaveOut: LeaveOut): Credentials {
  if (otlpCertificate === '') return {};
  const ca = readPem(otlpCertificate, isCertificate);
  if (ca !== undefined) return { ca };
  leaveOut('otlpCertificate', 'is no readable file with a certificate in PEM');
  return {};
}

function readIdentity(config: CredentialConfig, leaveOut: LeaveOut): Credentials {
  const { otlpClientKey, otlpClientCertificate } = config;
  if (otlpClientKey === '' && otlpClientCertificate === '') return {};
  if (otlpClientKey === '') leaveOut('otlpClientCertificate', 'has no key beside it');
  else if (otlpClientCertificate === '') leaveOut('otlpClientKey', 'has no certificate beside it');
  else {
    const key = readPem(otlpClientKey, isPrivateKey);
    const cert = readPem(otlpClientCertificate, isCertificate);
    if (key === undefined) {
      leaveOut('otlpClientKey', 'is no readable file with an unencrypted private key in PEM');
    } else if (cert === undefined) {
      leaveOut('otlpClientCertificate', 'is no readable file with a certificate in PEM');
    } else if (!belongTogether(key, cert)) {
      leaveOut('otlpClientKey', 'is not the key of the certificate');
    } else return { key, cert };
  }
  return {};
}

function readPem(file: string, check: (pem: string) => void): string | undefined {
  try {
    const pem = readFileSync(file, 'utf8');
    check(pem);
    return pem;
  } catch {
    return undefined;
  }
}

/** TLS would pass over in silence what is no certificate. */
function isCertificate(pem: string): void {
  new (process.getBuiltinModule('node:crypto').X509Certificate)(pem);
}

function isPrivateKey(pem: string): void {
  process.getBuiltinModule('node:crypto').createPrivateKey(pem);
}

function belongTogether(key: string, cert: string): boolean {
  try {
    process.getBuiltinModule('node:tls').createSecureContext({ key, cert });
    return true;
  } catch {
    return false;
  }
}
