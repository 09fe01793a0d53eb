// Character references of HTML: numbers, and the names of HTML 4 with `&apos;`, which pages are written with. The other two
// thousand names of HTML 5 stay as they are written.

/** Names of the characters that follow one another from a code point on. */
const runs: readonly (readonly [number, string])[] = [
  [160, 'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute'],
  [181, 'micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring'],
  [198, 'AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml'],
  [215, 'times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil'],
  [232, 'egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash'],
  [249, 'ugrave uacute ucirc uuml yacute thorn yuml'],
  [913, 'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho'],
  [931, 'Sigma Tau Upsilon Phi Chi Psi Omega'],
  [945, 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau'],
  [965, 'upsilon phi chi psi omega'],
  [8592, 'larr uarr rarr darr harr'],
  [8656, 'lArr uArr rArr dArr hArr'],
];

const single: Readonly<Record<string, number>> = {
  ...{ amp: 38, lt: 60, gt: 62, quot: 34, apos: 39 },
  ...{ OElig: 338, oelig: 339, Scaron: 352, scaron: 353, Yuml: 376, fnof: 402, circ: 710, tilde: 732 },
  ...{ thetasym: 977, upsih: 978, piv: 982, ensp: 8194, emsp: 8195, thinsp: 8201, zwnj: 8204, zwj: 8205 },
  ...{ lrm: 8206, rlm: 8207, ndash: 8211, mdash: 8212, lsquo: 8216, rsquo: 8217, sbquo: 8218, ldquo: 8220 },
  ...{ rdquo: 8221, bdquo: 8222, dagger: 8224, Dagger: 8225, bull: 8226, hellip: 8230, permil: 8240, prime: 8242 },
  ...{ Prime: 8243, lsaquo: 8249, rsaquo: 8250, oline: 8254, frasl: 8260, euro: 8364, image: 8465, weierp: 8472 },
  ...{ real: 8476, trade: 8482, alefsym: 8501, crarr: 8629, forall: 8704, part: 8706, exist: 8707, empty: 8709 },
  ...{ nabla: 8711, isin: 8712, notin: 8713, ni: 8715, prod: 8719, sum: 8721, minus: 8722, lowast: 8727 },
  ...{ radic: 8730, prop: 8733, infin: 8734, ang: 8736, and: 8743, or: 8744, cap: 8745, cup: 8746, int: 8747 },
  ...{ there4: 8756, sim: 8764, cong: 8773, asymp: 8776, ne: 8800, equiv: 8801, le: 8804, ge: 8805, sub: 8834 },
  ...{ sup: 8835, nsub: 8836, sube: 8838, supe: 8839, oplus: 8853, otimes: 8855, perp: 8869, sdot: 8901 },
  ...{ lceil: 8968, rceil: 8969, lfloor: 8970, rfloor: 8971, loz: 9674, spades: 9824, clubs: 9827, hearts: 9829 },
  ...{ diams: 9830 },
};

const named: ReadonlyMap<string, number> = new Map([
  ...Object.entries(single),
  ...runs.flatMap(([first, names]) => names.split(' ').map((name, n) => [name, first + n] as const)),
]);

/** The character of a reference as it is written (`&eacute;`, `&#233;`, `&#xE9;`); undefined for one that is not known. */
export function characterOf(reference: string): string | undefined {
  const body = reference.slice(1, -1);
  const number = /^#(?:x([\da-f]+)|(\d+))$/i.exec(body);
  const code = number ? (number[1] ? parseInt(number[1], 16) : Number(number[2])) : named.get(body);
  const isCharacter = code !== undefined && code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}
