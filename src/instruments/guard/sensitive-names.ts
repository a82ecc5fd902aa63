const PERSONAL = 'names personal data';
const SECRET = 'names a secret';
const ENDLESS = 'names what has no end of values';

/** By why they are no good labels, names as they end, their words written together. */
const NAMES: readonly (readonly [reason: string, names: string])[] = [
  [
    PERSONAL,
    `user username login userid customerid accountid personid memberid patientid employeeid
     visitorid profileid email emailaddress mailaddress usermail phone phonenumber telephone mobile
     mobilenumber firstname lastname fullname surname birthday birthdate dateofbirth dob ssn
     socialsecuritynumber passport passportnumber taxid iban accountnumber card cardnumber creditcard
     pan ip ipaddr ipaddress ipv4 ipv6 clientip remoteip remoteaddr remoteaddress clientaddress
     postaladdress streetaddress latitude longitude deviceid useragent`,
  ],
  [
    SECRET,
    `password passwd passphrase pin secret token jwt apikey accesskey privatekey secretkey
     authorization credential credentials cookie cookies otp sessionkey`,
  ],
  [
    ENDLESS,
    `session sessionid sid uuid guid requestid traceid spanid correlationid transactionid
     messageid orderid paymentid invoiceid jobid eventid cartid url uri querystring referer referrer
     timestamp errormessage stacktrace`,
  ],
];

const REASONS = new Map(
  NAMES.flatMap(([reason, names]) => names.split(/\s+/).map((name) => [name, reason] as const)),
);
const LONGEST = 3;

/**
 * Why a label of this name brings personal data, secrets, or values without end to a page, as far as
 * a name can say it. What it names is said by its last words: `user.email`, `userEmail` and
 * `USER_EMAIL` name an address, `email_provider` and `token_type` don't.
 */
export function sensitiveNameReason(label: string): string | undefined {
  const words = wordsOf(label);
  for (let count = 1; count <= LONGEST; count++) {
    const reason = REASONS.get(words.slice(-count).join(''));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Of `userID`, `user_id`, `user.id` and `UserId` alike. */
function wordsOf(label: string): string[] {
  return label
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[._]+/)
    .filter((word) => word !== '');
}
