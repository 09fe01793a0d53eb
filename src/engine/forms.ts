// Forms of English words: which belong to one word, and which others a word could be a slip for. Rules and the common
// irregular forms; no dictionary.

/** Each line: the forms of one word, base first. */
const irregular = `
be am is are was were been being
have has had having
do does did done doing
go goes went gone going
say says said saying
get gets got gotten getting
make makes made making
know knows knew known knowing
think thinks thought thinking
take takes took taken taking
see sees saw seen seeing
come comes came coming
give gives gave given giving
find finds found finding
tell tells told telling
feel feels felt feeling
leave leaves left leaving
keep keeps kept keeping
begin begins began begun beginning
show shows showed shown showing
hear hears heard hearing
run runs ran running
bring brings brought bringing
write writes wrote written writing
sit sits sat sitting
stand stands stood standing
lose loses lost losing
pay pays paid paying
meet meets met meeting
lead leads led leading
speak speaks spoke spoken speaking
grow grows grew grown growing
fall falls fell fallen falling
send sends sent sending
build builds built building
understand understands understood understanding
draw draws drew drawn drawing
break breaks broke broken breaking
spend spends spent spending
rise rises rose risen rising
drive drives drove driven driving
buy buys bought buying
wear wears wore worn wearing
choose chooses chose chosen choosing
eat eats ate eaten eating
drink drinks drank drunk drinking
fly flies flew flown flying
hide hides hid hidden hiding
throw throws threw thrown throwing
catch catches caught catching
teach teaches taught teaching
sell sells sold selling
sleep sleeps slept sleeping
hold holds held holding
win wins won winning
sing sings sang sung singing
swim swims swam swum swimming
forget forgets forgot forgotten forgetting
steal steals stole stolen stealing
shake shakes shook shaken shaking
lie lies lay lain lying
lay lays laid laying
bind binds bound binding
fight fights fought fighting
seek seeks sought seeking
mean means meant meaning
deal deals dealt dealing
man men
woman women
child children
foot feet
tooth teeth
person people
mouse mice
life lives
wife wives
leaf leaves
half halves
index indexes indices
datum data
medium media
good better best well
bad worse worst badly
far farther further farthest furthest
little less least
much many more most
this these
that those
a an
i me my mine
he him his
she her hers
we us our ours
they them their theirs
you your yours
who whom whose
it its
can could
will would
shall should
may might
`;

const groups: readonly (readonly string[])[] = irregular
  .trim()
  .split('\n')
  .map((line) => line.split(' '));

const irregularForms: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const found = new Map<string, Set<string>>();
  for (const group of groups) {
    for (const word of group) found.set(word, new Set([...(found.get(word) ?? []), ...group]));
  }
  return found;
})();

/** Tells whether a word, lower case, is a form of this one: `walked` and `walks` of `walk`, `went` of `go`. */
export function formTest(word: string): (other: string) => boolean {
  const irregularOnes = irregularForms.get(word);
  const bases = new Set(basesOf(word));
  const related = new Set([...inflectionsOf(word), ...degreesOf(word)]);
  return (other) => {
    if (irregularOnes?.has(other)) return true;
    const shorter = Math.min(word.length, other.length);
    // A form shares the beginning of its word, so most words are told apart here.
    if (shorter < 3 || Math.abs(word.length - other.length) > 5 || word[1] !== other[1]) return false;
    if (
      word.length <= other.length ? related.has(other) : [...inflectionsOf(other), ...degreesOf(other)].includes(word)
    ) {
      return true;
    }
    return basesOf(other).some((base) => bases.has(base));
  };
}

/**
 * Other forms that could have been meant, lower case: those of irregular words, and regular endings put on and off. Not
 * degrees (`easier`): they are a choice and hardly ever a slip.
 */
export function formsOf(word: string): string[] {
  const bases = basesOf(word);
  const regular = [...bases, ...bases.flatMap(inflectionsOf)];
  return [...new Set([...(irregularForms.get(word) ?? []), ...regular])].filter((form) => form !== word);
}

/** Regular inflections of a base form, and its adverb. */
function inflectionsOf(base: string): string[] {
  const forms = [`${base}s`, `${base}ed`, `${base}ing`, `${base}ly`];
  if (/(?:s|x|z|ch|sh|o)$/.test(base)) forms.push(`${base}es`);
  if (/[^aeiou]y$/.test(base)) forms.push(...['ies', 'ied', 'ily'].map((ending) => base.slice(0, -1) + ending));
  if (/e$/.test(base)) forms.push(`${base}d`, `${base.slice(0, -1)}ing`, `${base.slice(0, -1)}y`);
  if (doubling.test(base)) forms.push(...['ed', 'ing'].map((ending) => base + base[base.length - 1] + ending));
  return forms;
}

/** Degrees of an adjective, and who does what a verb says. */
function degreesOf(base: string): string[] {
  return ['er', 'est'].flatMap((ending) => [
    base + ending,
    ...(/[^aeiou]y$/.test(base) ? [`${base.slice(0, -1)}i${ending}`] : []),
    ...(/e$/.test(base) ? [base + ending.slice(1)] : []),
    ...(doubling.test(base) ? [base + base[base.length - 1] + ending] : []),
  ]);
}

/** Ends in one vowel and one consonant, which is doubled before an ending. */
const doubling = /[^aeiou][aeiou][bdgklmnprt]$/;

/** What the word could be a regular form of; the word itself among them. */
function basesOf(word: string): string[] {
  const bases = [word];
  const off = (ending: RegExp, ...put: string[]): void => {
    const match = ending.exec(word);
    if (!match) return;
    const stem = word.slice(0, match.index);
    if (stem.length < 2) return;
    bases.push(...put.map((end) => stem + end));
    if (put.includes('') && stem.length > 3 && stem[stem.length - 1] === stem[stem.length - 2])
      bases.push(stem.slice(0, -1));
  };
  off(/ies$/, 'y');
  off(/ied$/, 'y');
  off(/es$/, '', 'e');
  off(/(?<!s)s$/, '');
  off(/ed$/, '', 'e');
  off(/ing$/, '', 'e');
  off(/ly$/, '', 'le');
  off(/ily$/, 'y');
  return bases;
}

/**
 * What a regular past tense of an irregular verb was meant for: `buyed` → `bought`; nothing for other words. Some such are
 * words of their own (`lied`, `seed`): that is for the caller to know.
 */
export function irregularPastOf(word: string): string[] {
  if (!/[a-z]{2}ed$/.test(word)) return [];
  const stem = word.slice(0, -2);
  const bases = [
    stem,
    `${stem}e`,
    ...(/(.)\1$/.test(stem) ? [stem.slice(0, -1)] : []),
    ...(stem.endsWith('i') ? [`${stem.slice(0, -1)}y`] : []),
  ];
  const verbs = groups.filter(
    (group) => group.length >= 4 && group[group.length - 1].endsWith('ing') && bases.includes(group[0]),
  );
  return [...new Set(verbs.flatMap((group) => group.slice(2, -1)))];
}
