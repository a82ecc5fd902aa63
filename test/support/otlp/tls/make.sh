#!/bin/sh
# Makes the certificates of this folder anew. They are for tests on loopback addresses, for 100 years.
set -eu
cd "$(dirname "$0")"
DAYS=36500
NEW='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256'

openssl req -x509 $NEW -days $DAYS -subj '/CN=tests of otel-metrics' -keyout ca.key -out ca.pem
sign() {
  openssl req $NEW -subj "/CN=$1" -keyout "$1.key" -out "$1.csr"
  printf '%s\n' "$2" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -days $DAYS -extfile "$1.ext" -out "$1.pem"
  rm "$1.csr" "$1.ext"
}
sign server 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'
sign client 'extendedKeyUsage=clientAuth'
# Nothing more is to be signed.
rm -f ca.key ca.srl
