// Words that stand in the same contexts and mean the contrary. A masked LM and contextual vectors cannot tell them from
// synonyms (Mohammad et al. 2013, "Computing Lexical Contrast"), so the common ones are listed and the regular ones told
// by their prefixes.

/** Each line: words on the left are the contrary of those on the right. Base forms; inflected ones are told by ending. */
const pairs = `
good great nice fine excellent / bad poor evil terrible awful horrible
better best / worse worst
big large huge great tall / small little tiny short
long lengthy / short brief
high tall / low
hot warm / cold cool
fast quick rapid swift / slow gradual
quickly rapidly fast swiftly / slowly gradually
old ancient elderly / new young modern recent
early earlier earliest / late later latest
first / last second
easy simple / hard difficult complex complicated
easily / hardly
simply / complexly
strong powerful / weak feeble
heavy / light
hard firm solid / soft loose
light bright / dark dim
white / black
rich wealthy / poor
cheap inexpensive / expensive costly dear
clean / dirty
clear / unclear vague cloudy obscure
full / empty
wet / dry
thick / thin
wide broad / narrow
deep / shallow
near close nearby / far distant remote
open / closed shut close
open opened / close shut closed
hot / cold
happy glad cheerful / sad unhappy miserable
beautiful pretty lovely handsome / ugly
true right correct accurate / false wrong incorrect inaccurate
truth / lie falsehood
safe secure / dangerous unsafe risky
alive living / dead
same similar alike / different
sweet / sour bitter
loud noisy / quiet silent
public / private
male man boy / female woman girl
king / queen
husband / wife
father / mother
son / daughter
brother / sister
uncle / aunt
friend ally / enemy foe
love / hate
loved / hated
like / dislike
liked / disliked
peace / war
life birth / death
day / night
morning / evening night
summer / winter
north / south
east / west
left / right
up upward above over / down downward below under
top upper / bottom lower
in inside into within / out outside without
front / back rear
before / after
always / never
often frequently / rarely seldom
all every everything everyone / none nothing no one nobody
many much more most / few little less fewer least
more / less fewer
most / least
maximum / minimum
maximal / minimal
increase rise grow gain raise / decrease fall drop reduce shrink decline lose lower
increased rose grew gained raised / decreased fell dropped reduced shrank declined lowered
increases rises grows gains raises / decreases falls drops reduces shrinks declines lowers
increasing rising growing / decreasing falling dropping reducing shrinking declining
start begin open / stop end finish close
started began opened / stopped ended finished closed
starts begins opens / stops ends finishes closes
beginning start / end ending finish
accept / reject refuse decline
accepted / rejected refused declined
allow permit enable / forbid prevent prohibit disallow deny block
allowed permitted enabled / forbidden prevented prohibited disallowed denied blocked
allows permits enables / forbids prevents prohibits disallows denies blocks
add / remove subtract delete
added / removed subtracted deleted
adding / removing deleting
adds / removes deletes
create build make / destroy delete
created built made / destroyed deleted
enable / disable
include / exclude omit
included / excluded omitted
includes / excludes omits
including / excluding
connect attach join / disconnect detach separate
lock / unlock
load / unload
push / pull pop
send / receive
sent / received
give / take receive
gave given / took taken
gives / takes
buy / sell
bought / sold
win / lose
won / lost
winner / loser
pass succeed / fail
passed succeeded / failed
passes succeeds / fails
success / failure
remember / forget
remembered / forgot forgotten
find / lose
found / lost
come / go
came / went
arrive / leave depart
arrived / left departed
live / die
lived / died
laugh / cry
laughed / cried
ask / answer
asked / answered
question / answer
cause / effect
teacher / student pupil
input / output
client / server
parent / child
import / export
read / write
reading / writing
reader / writer
encode encrypt compress / decode decrypt decompress
upload / download
positive / negative
yes / no
on / off
advantage benefit strength / disadvantage drawback weakness
friendly kind / hostile unfriendly cruel
brave / cowardly afraid
careful cautious / careless reckless
useful helpful / useless
important significant / trivial insignificant minor
major / minor
necessary required essential / optional needless unnecessary
common frequent usual / rare uncommon unusual
general / specific special particular
generally / specifically
local / global remote
internal inner / external outer
static / dynamic
explicit / implicit
synchronous / asynchronous
mutable / immutable
abstract / concrete
formal / informal casual
permanent / temporary
active / passive inactive
even / odd
victory / defeat
profit / loss
attack / defend
attacked / defended
praise / blame criticise criticize
rural / urban
wise clever smart intelligent / foolish stupid
sick ill / healthy well
healthy / sick ill unhealthy
guilty / innocent
presence / absence
present / absent
majority / minority
agree / disagree
agreed / disagreed
visible / hidden invisible
show reveal display / hide conceal
showed shown revealed displayed / hid hidden concealed
shows reveals / hides conceals
appear / disappear vanish
appeared / disappeared vanished
import / export
optimistic / pessimistic
despite / because
polite / rude
proud / ashamed humble
smooth / rough
sharp / blunt dull
tight / loose
tired / fresh rested
asleep / awake
stable / unstable volatile
forward forwards / backward backwards back
together / apart alone
everywhere / nowhere
somebody someone / nobody
something / nothing
can / cannot
must / cannot
with / without
for / against
import / export
`;

const byWord: ReadonlyMap<string, ReadonlySet<string>> = readPairs(pairs);

/** Prefixes that turn a word into its contrary. */
const negations = ['un', 'in', 'im', 'il', 'ir', 'dis', 'non', 'mis', 'anti', 'counter', 'de'];

/** True when the two words, lower case, are opposites: listed, in a degree of listed ones, or one the other negated. */
export function areOpposites(a: string, b: string): boolean {
  if (basesOf(a).some((left) => basesOf(b).some((right) => byWord.get(left)?.has(right)))) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 3 && negations.some((prefix) => long === prefix + short)) return true;
  const stem = /^(.{3,})ful(ly|ness)?$/.exec(a) ?? /^(.{3,})ful(ly|ness)?$/.exec(b);
  return stem !== null && [a, b].includes(`${stem[1]}less${stem[2] ?? ''}`);
}

/** The word, and what it could be a degree of: `smaller` → `small`, `larger` → `large`, `hottest` → `hot`. */
function basesOf(word: string): string[] {
  const match = /^(.{2,}?)(?:er|est)$/.exec(word);
  if (!match) return [word];
  const stem = match[1];
  const bases = [word, stem, `${stem}e`];
  if (stem.endsWith('i')) bases.push(`${stem.slice(0, -1)}y`);
  if (stem.length > 2 && stem[stem.length - 1] === stem[stem.length - 2]) bases.push(stem.slice(0, -1));
  return bases;
}

function readPairs(lines: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const note = (word: string, opposite: string): void => {
    const known = found.get(word);
    if (known) known.add(opposite);
    else found.set(word, new Set([opposite]));
  };
  for (const line of lines.trim().split('\n')) {
    const [left, right] = line.split('/').map((side) => side.trim().split(' '));
    for (const a of left) {
      for (const b of right) {
        if (a === b) continue;
        note(a, b);
        note(b, a);
      }
    }
  }
  return found;
}
