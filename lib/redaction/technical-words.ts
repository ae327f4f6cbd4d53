/* Words of technical texts. A name that consists of them may be the name of anything: `client_secret_post`, `smtp.gmail.com`. */

const WORDS = new Set(
  (
    "accept access account accounts action actions active add address admin administrator agent algorithm alpha amazon amazonaws amqp apache bsd " +
    "android anthropic api apis app apple application applications apps array assets async audio auth authenticate authorization " +
    "authorized auto aws azure backend backup base basic bearer beta binary blob body boolean bot bucket build bus button cache call " +
    "callback camel case cdn cert certificate channel char charset chat check cipher class claude cli client clients cloud cluster code " +
    "collection color com command commands common compact config connect connection console consumer container content context cookie " +
    "core cors count create credential credentials crypto csrf css csv current custom daily dark dashboard data database databases date " +
    "debug default delete demo deploy desktop dev development dialect digest dir disabled dist docker docs document domain domains " +
    "downloads driver edge editor email embedding enable enabled encoding end engine env environment error errors event events example " +
    "examples exchange express external false fast fetch field file files filter first flash folder font foo form format frontend full " +
    "function gateway gemini general get git github global gmail google googleapis gpt grant graph group groups guest handler hash head header " +
    "headers health hello hmac home host hosts hourly html http https hub icon identity image images import index info inline input " +
    "instance instruct int integer integration internal issuer item items java javascript job jobs json jwt kafka key keys label lang language " +
    "large last latest layer ldap level lib license light limit linux list live llama local localhost lock log logger login logs mail main management " +
    "manager map mariadb master max media medium member memory message messages metadata method metrics microsoft middleware mini " +
    "mistral mit mobile mode model module mongo mongodb monitor month mssql multi mysql name names nano native net network new next nginx node none " +
    "noreply null number oauth object off office old online open openai operator option options order orders org organization origin out " +
    "output owner package page parameter params password path pattern pem pipeline plain plugin policy pool port portal post postgres " +
    "postgresql prefix preview primary private pro process prod producer product production products profile project proxy public publish pubsub " +
    "put python query queue rabbitmq random range read reader readonly realm record redis region register relay release remote " +
    "replica reply report reports repository request require required reset resource response rest result role root route router rsa run runtime " +
    "sample sandbox schema scope search secondary secret secrets secure security select send sender sendgrid sentry server servers " +
    "service services session sessions set settings sha short sid signature simple single site slack small smtp snake socket source sql " +
    "sqlite ssh ssl sso staging standard start state static status storage store stream strict string stripe style subject submit support " +
    "svc sync system table tables tag task tasks team temp template tenant test testing tests text theme time timeout title tls tlsv tmp token tokens " +
    "topic trace transport true turbo twilio type types unicode unit update upload uploads uri url user username users utf uuid value " +
    "values var verify version video view web webhook webhooks week widget windows with work worker workers workflow workspace world write writer www xml yaml " +
    "year zone"
  ).split(" "),
);
/** Digits of a version or a port. */
const MAX_DIGITS = 6;

/** How often a letter may follow a digit or a digit a letter: `utf8`, `s3`, `tlsv1.2`, but not `9f8e7d`. */
const MAX_CHANGES = 3;
/** `1.24.3`, `1920x1080`, `x86_64` */
const VERSION = /^[\d.:_vVxX -]+$/;

/** The letters and digits of a pattern such as `src/*.js`. */
const MAX_SHORT = 4;

/** Does a text consist of technical words, of one or two letters, and of a few digits? Without a word it must be a version. */
export function isTechnical(text: string): boolean {
  const spaced = text.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  const words = spaced.match(/[a-z]{3,}/g) ?? [];
  const changes = text.match(/\d(?=[a-z])|[a-z](?=\d)/gi)?.length ?? 0;
  return (
    !/[\u0080-\uffff]/.test(text) &&
    (text.match(/\d/g)?.length ?? 0) <= MAX_DIGITS &&
    changes <= MAX_CHANGES &&
    (words.length > 0 || VERSION.test(text) || text.replaceAll(/[^a-z\d]/gi, "").length <= MAX_SHORT) &&
    words.every((word) => WORDS.has(word))
  );
}
