/** Names which say that the value must not be shown. */
const SECRET =
  /secret|token|pass(w|phrase)|credential|authorization|(api|access|private)[-_.]?key/i;

export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}
