import { isSequence, rareBitsOf } from "./rarity";

/* Values that everybody may know: common words, published credentials, dates, addresses of public services. */

/** Values of secrets files that are not secrets. A mask for them would damage the text. */
const COMMON = new Set(
  (
    "localhost 127.0.0.1 0.0.0.0 postgres postgresql mongodb default public production development staging testing disable disabled " +
    "enabled require required preferred verify-full verify-ca example.com password username secret service_account authorized_user " +
    "external_account impersonated_service_account googleapis.com utf8mb4 client_credentials " +
    "authorization_code refresh_token access_token bearer undefined string number boolean object function process " +
    "00000000-0000-0000-0000-000000000000"
  ).split(" "),
);
/** Credentials that documentation, emulators, and command lines publish, in lower case. Many packages contain them. */
const PUBLISHED = new Set(
  (
    "123e4567-e89b-12d3-a456-426614174000 4242424242424242 akiaiosfodnn7example wjalrxutnfemi/k7mdeng/bpxrficyexamplekey " +
    "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com d-fl95q19q7mqmfpd7hhd0ty " +
    "32555940559.apps.googleusercontent.com devstoreaccount1 " +
    "eby8vdm02xnocqflquwjpllmetlcdxj1ouzft50usrz6ifsufq2uverccz4i6tq/k1szfptotr/kbhbeksogmgw=="
  ).split(" "),
);
/** The path of a public address with more information than this belongs to somebody. */
const MIN_PATH_BITS = 18;
const MIN_LONG_PATH_BITS = 30;
const REGION =
  /^(us|eu|ap|sa|ca|me|af|il|mx|cn|asia|europe|australia|southamerica|northamerica)(-gov|-iso[a-z]?)?-(north|south|east|west|central)+-?\d[a-z]?$/;
const TIME_ZONE = /^(Africa|America|Antarctica|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific)\/[A-Za-z_/+-]+$/;
/** Addresses of public services, without the part that may belong to a user. */
const PUBLIC_URL =
  /^(?:[a-z][a-z\d+.-]{1,20}:\/\/(?=localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])|https?:\/\/)?((accounts|oauth2|www|storage|pubsub|firebase|securetoken|identitytoolkit|iam)\.(google|googleapis)\.com|(login|graph)\.microsoft(online)?\.com|(www|api)\.(github|stripe|openai|anthropic|slack|sendgrid|mailgun|twilio)\.com|github\.com|slack\.com|(sts|s3)([.-][a-z]{2}-[a-z]+-\d)?\.amazonaws\.com|(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|(www\.|api\.)?example\.(com|org|net))(:\d+)?)(?=\/|$)/i;
/** `webhook` is no ordinary word of English. */
const WORD_IN_PATH = /\/[A-Za-z][a-z]{1,11}(?=\/|$)/g;
const ARMOUR = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;

/** Texts that look like no secret, whatever they say. */
const SHAPES: readonly RegExp[] = [
  REGION,
  TIME_ZONE,
  ARMOUR,
  /^(application|audio|font|image|message|multipart|text|video)\/[\w.+*-]+(;\s*charset=[\w-]+)?$/i,
  /^urn:(ietf:params|uuid:0{8}):?[\w:.-]*$/i,
  /^[\w.+-]{1,30}@example\.(com|org|net)$/i,
];
/** The same, unless the key says that it is a credential. */
const SETTING_SHAPES: readonly RegExp[] = [
  /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i, // a date
  /^\d{1,2}([./-])\d{1,2}\1\d{4}$/,
  /^(?=.*(YYYY|yyyy|%Y|HH|hh|%H))[YyMDdHhmsSAaZzTXEB%\s:,./'[\]-]{6,40}$/, // the format of a date
  /^(TLS_|(EC)?DHE-|AES\d{3}-)[A-Z\d_:!+-]+$/, // ciphers of TLS
  /^(1234567890)+$/,
  /^\d{1,2}:\d\d(:\d\d)?$/, // a time of the day
  /^v?\d{1,4}(\.\d{1,2}){1,2}(-(alpha|beta|rc)[.\d]{0,4})?$/i, // a version
  /^\d{2,5}x\d{2,5}$/, // a size in pixels
  /^([\d*?,/-]{1,12} ){4,5}[\d*?,/-]{1,12}$/, // a schedule of cron
  /^#[\da-f]{6}([\da-f]{2})?$/i, // a colour
  /^(::ffff:)?(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)(\.\d{1,3}){2,3}(\/\d\d?)?(:\d{1,5})?$/, // an address of a private network
];

/** A path of the system. */
const PATH = /^\/(bin|dev|etc|home|mnt|opt|proc|root|run|srv|tmp|usr|var)(\/[\w.-]{1,64}){1,20}\/?$/;

/** A limit, or a time in seconds or milliseconds: multiples of a thousand, an hour, or 4 KiB, and powers of two less one. */
function isRound(text: string): boolean {
  if (!/^\d{6,16}$/.test(text)) return false;
  const number = Number(text);
  return number % 1000 === 0 || number % 3600 === 0 || number % 4096 === 0 || Number.isInteger(Math.log2(number + 1));
}

/** Is a text common, published, or of a shape that no secret has? */
export function isPublic(text: string): boolean {
  const lower = text.toLowerCase();
  if (COMMON.has(lower) || PUBLISHED.has(lower) || hasShape(text, SHAPES)) return true;
  const rest = withoutPublic(text);
  return rest !== text && rareBitsOf(rest.replaceAll(WORD_IN_PATH, "")) < MIN_PATH_BITS;
}

/** Is a text public if no key says that it is a credential? */
export function isPublicSetting(text: string): boolean {
  if (isRound(text) || isSequence(text) || hasShape(text, SHAPES) || hasShape(text, SETTING_SHAPES)) return true;
  return PATH.test(text) && rareBitsOf(text) < MIN_LONG_PATH_BITS;
}

function hasShape(text: string, shapes: readonly RegExp[]): boolean {
  return shapes.some((shape) => shape.test(text));
}

/** Is this part of a value, such as a line, the armour of a PEM file or a published credential? */
export function isPublicPart(text: string): boolean {
  return ARMOUR.test(text) || PUBLISHED.has(text.toLowerCase());
}

export function withoutPublic(url: string): string {
  return url.replace(PUBLIC_URL, "");
}
