import { canary, canaryTail } from "./canaries";

/** Digits for numbers and dates: no line, column or length in a message has four of them in this order. */
export const DIGITS = ["73916482", "58274639"];

/** Small documents of every kind of TOML; each value is a canary. The first needs no parser, see lib/toml/plain.ts. */
export const DOCUMENTS: readonly string[] = [
  `user = "${canary(20)}"
key = '${canary(21)}'

# a comment
[db]
password = "${canary(22)}" # another
port = ${DIGITS[0]}

[db.replica]
password = '${canary(23)}'
`,
  `text = """
${canary(24)}
${canary(25)} \\
   ${canary(26)}"""
raw = '''
${canary(27)}'''
list = [
  "${canary(28)}", # comment
  '${canary(29)}',
]
tail = "${canary(30)}"
`,
  `a.b.c = "${canary(31)}"
"quoted key" = "${canary(32)}\\n\\t\\u00e9\\\\"
inline = { user = "${canary(33)}", deep = { token = '${canary(34)}' } }
mixed = [ 1, [ "${canary(35)}", 2 ], { x = "${canary(36)}" } ]
`,
  `[[hosts]]
token = "${canary(37)}"
ids = [ ${DIGITS[0]}, ${DIGITS[1]} ]

[[hosts]]
token = "${canary(38)}"

[hosts.extra]
x = "${canary(39)}"
`,
  `n = ${DIGITS[0]}
big = ${DIGITS[1]}${DIGITS[0]}
f = ${DIGITS[1]}.${DIGITS[0]}
e = ${DIGITS[0]}e-3
hex = 0x${DIGITS[0]}
when = 7391-06-08T05:32:00.${DIGITS[1]}Z
day = 5827-04-06
hour = 07:39:16.482
last = "${canary(40)}"
`,
  `crlf = "${canary(41)}"\r\nlist = ["${canary(42)}",\r\n"${canary(43)}"]\r\n[s]\r\nx = '${canary(44)}'\r\n`,
];

export const TAILS: readonly string[] = [
  ...Array.from({ length: 25 }, (_, at) => canaryTail(20 + at)),
  ...DIGITS,
  "7391",
  "5827",
];
