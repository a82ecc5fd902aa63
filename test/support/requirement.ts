/**
 * Whether what npm or the system may lack on somebody's machine has to be there, as in CI: then its
 * absence fails the tests that need it, which skip themselves or use a stand-in elsewhere.
 */
export function isAllRequired(): boolean {
  return process.env['REAL_SERVERS'] === 'required';
}
