/** Forms of keys and tokens that say themselves what they are: their issuers chose them for that. */
const FORMS = [
  // JSON Web Tokens begin with `{"` in base64url, as do other JSON texts in it.
  'eyJ[\\w-]{10}',
  'gh[oprsu]_\\w{10}',
  'github_pat_\\w{10}',
  'glpat-[\\w-]{10}',
  'xox[a-z]-[\\w-]{8}',
  'xapp-[0-9]-\\w{8}',
  '(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12}',
  'AIza[\\w-]{20}',
  'ya29\\.[\\w-]{10}',
  'GOCSPX-[\\w-]{10}',
  'npm_(?=[A-Za-z]*[0-9])[A-Za-z0-9]{10}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-AgEI\\w{8}',
  '(?:sk|rk|pk)_(?:live|test)_\\w{8}',
  'whsec_\\w{10}',
  'sk-(?:[a-z]+[0-9]*-){0,2}(?=[A-Za-z_]*[0-9])\\w{12}',
  'SG\\.[\\w-]{22}\\.',
  'hv[bs]\\.[\\w-]{10}',
  'hf_[A-Za-z0-9]{30}',
  'dop_v1_\\w{10}',
  'shp(?:at|ca|pa|ss)_\\w{10}',
  '[Bb]earer\\s(?=[A-Za-z_.~+/-]*[0-9])[\\w.~+/-]{8}',
];
const TOKEN = new RegExp(`(?<![A-Za-z0-9])(?:${FORMS.join('|')})`);
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,32}PRIVATE KEY/;

const UUID = /[0-9a-f]{8}([-_])[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}/i;

export function hasToken(text: string): boolean {
  return TOKEN.test(text) || PRIVATE_KEY.test(text);
}

export function hasUuid(text: string): boolean {
  return UUID.test(text);
}
