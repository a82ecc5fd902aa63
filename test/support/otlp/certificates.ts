import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate with its key: PEM files, and what they hold. */
export interface KeyPair {
  readonly keyFile: string;
  readonly certFile: string;
  readonly key: string;
  readonly cert: string;
}

const FOLDER = join(import.meta.dirname, 'tls');

/** Who signed the certificates below. */
export const CA_FILE = join(FOLDER, 'ca.pem');
export const CA = readFileSync(CA_FILE, 'utf8');
/** Of `localhost`, 127.0.0.1 and ::1. */
export const SERVER = keyPair('server');
export const CLIENT = keyPair('client');

function keyPair(name: string): KeyPair {
  const keyFile = join(FOLDER, `${name}.key`);
  const certFile = join(FOLDER, `${name}.pem`);
  return {
    keyFile,
    certFile,
    key: readFileSync(keyFile, 'utf8'),
    cert: readFileSync(certFile, 'utf8'),
  };
}
