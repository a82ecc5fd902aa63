/** The parameters of a request's URL. */
export function queryOf(url = ''): URLSearchParams {
  const [, query = ''] = /^[^?#]*\?([^#]*)/.exec(url) ?? [];
  return new URLSearchParams(query);
}
