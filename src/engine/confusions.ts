// English words that people write one for another: alike in sound, in spelling or in use. From the lists of usage guides
// (Garner, Fowler; "commonly misused words"), with those that a masked LM can tell apart from context.

import { writtenTogether } from './writtenTogether';

/** Each line: words of one set. */
const sets = `
their there they're
your you're
its it's
whose who's
to too two
then than
where were we're wear
here hear
weather whether
affect effect
accept except
advice advise
device devise
choose chose
lose loose
loses looses
losing loosing
lead led
past passed
quite quiet quit
right write rite
know no now
knew new
of off
by buy bye
one won
for four fore
hole whole
peace piece
plain plane
principal principle
stationary stationery
site sight cite
sites sights cites
some sum
son sun
steal steel
stair stare
tail tale
threw through
though through thorough thought
throne thrown
waist waste
wait weight
way weigh
weak week
which witch
wood would
role roll
break brake
breath breathe
cloths clothes
bare bear
board bored
coarse course
complement compliment
complements compliments
council counsel
dairy diary
desert dessert
dependent dependant
discreet discrete
dual duel
elicit illicit
emigrate immigrate
eminent imminent
ensure insure assure
explicit implicit
fair fare
farther further
feat feet
flour flower
formally formerly
from form
hair hare
heal heel
heard herd
higher hire
hoard horde
idle idol
instance instants
knight night
lay lie
later latter
less fewer
lessen lesson
loan lone
made maid
mail male
meat meet
moral morale
much many
pair pear
patience patients
peak peek
personal personnel
pole poll
poor pour pore
pray prey
precede proceed
presence presents
profit prophet
quiet quite
rain reign rein
raise rays
respectively respectfully
reed read
root route
sail sale
scene seen
sea see
seam seem
sole soul
statue statute
straight strait
their there
tide tied
toe tow
tenant tenet
vain vein
vary very
wander wonder
wandered wondered
wandering wondering
adapt adopt
adapted adopted
allusion illusion
among between
amount number
breach breech
cache cash
capital capitol
censor sensor
climactic climatic
collaborate corroborate
conscience conscious
continual continuous
continually continuously
costumer customer
decent descent
disburse disperse
disinterested uninterested
economic economical
ever every
imply infer
implies infers
incidence incidents
ingenious ingenuous
latter ladder
manger manager
marital martial
parameter perimeter
perspective prospective
prescribe proscribe
preform perform
preforms performs
preformed performed
quote quota
sever server
singe single
spilt split
though tough
trail trial
trails trials
untied united
casual causal
chance change
angel angle
bellow below
causality casualty
confident confidant
contact contract
defiantly definitely
deign design
diffuse defuse
expand expend
filed field
fist first
heroin heroine
lightning lightening
message massage
model modal
pubic public
rational rationale
sacred scared
sliver silver
stings strings
tired tried
uniform unicorn
wont won't
cant can't
dont don't
lets let's
were where
who whom
an a
has have
was were
is are
do does
this these
that those
isn't aren't
wasn't weren't
doesn't don't
hasn't haven't
`;

/**
 * Short words that stand so near each other on the page or in use that one slips in for another. They are right far more
 * often than wrong, and context tells them apart less well.
 */
const slips = `
on in at
for of to
likely like
thing think
use used
asses assess
brought bought
mode node
not now
our are
than that
that then
them then
they the
the then
this his
to do
what want
with wit
us use
is as
is it
if of
and an
or of
he the
her here
him his
has is
`;

/** Modal verbs behind which `of` stands for `have`. */
const modals = new Set(['could', 'should', 'would', 'might', 'must', "couldn't", "shouldn't", "wouldn't"]);

const confused = readSets(sets);
const slipped = readSets(slips);

/** The words that `word`, lower case, is commonly written for. `before`: the word in front of it, lower case. */
export function confusablesOf(word: string, before: string): readonly string[] {
  const found = confused.get(word) ?? [];
  const apart = writtenTogether(word);
  if (apart !== undefined) return [...found, apart];
  return word === 'of' && modals.has(before) ? [...found, 'have'] : found;
}

/** The short words that slip in for this one, lower case. */
export function slipsFor(word: string): readonly string[] {
  return slipped.get(word) ?? [];
}

/** Word → the other words of its sets. */
function readSets(lines: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const line of lines.trim().split('\n')) {
    const words = line.split(' ');
    for (const word of words) found.set(word, new Set([...(found.get(word) ?? []), ...words]));
  }
  return new Map([...found].map(([word, all]) => [word, [...all].filter((each) => each !== word)]));
}
