// Everyday words that stand for the same, and that a thesaurus made of WordNet does not relate: there “car” has “motorcar”,
// which no small vocabulary holds, “method” nothing that a program has, and “bank” only ridges and slopes.

import type { PartOfSpeech, ThesaurusLists } from './ports';

/** Each line: base forms that can stand for each other. */
const nouns = `
accident crash
area region zone
argument parameter
army military
attack assault raid
bank lender
battle fight combat
beginning start
boss chief manager
bug defect fault flaw
building structure
car automobile vehicle
chance opportunity
city town metropolis
coat jacket
college university
company corporation firm enterprise
country nation state
crime offence offense
developer programmer coder
device gadget machine
dinner supper meal
directory folder
doctor physician
document file
dog hound
email message mail
employee worker
error mistake fault
factory plant
father dad papa
feature capability
fear dread terror
film movie
flower blossom bloom
friend companion buddy mate
function routine procedure method
garden yard
gift present
government administration
holiday vacation
horse pony steed
hospital clinic
house home
husband spouse
idea notion concept
illness disease sickness
image picture photo
jail prison
job position post
journey trip voyage
king monarch ruler
letter note message
library package
loaf bread
location place spot
lunch meal
man guy fellow gentleman
manner way
method approach technique
money cash
mother mum mom
newspaper paper journal
note message notice
office bureau
option setting preference
outcome result
output result
pace speed rate
page sheet
pain ache
parameter option
president leader
price cost
problem issue difficulty trouble
query question
reason cause
release version
road street lane
river stream
salary wage pay
shop store
ship boat
sibling brother
sibling sister
site website
soldier warrior
song tune
stone rock
strength power force
student pupil learner
teacher instructor tutor
team crew group
tale story
version edition
vote ballot
war conflict
wife spouse
wind breeze
woman lady
wound injury
`;
const verbs = `
accept support allow
add append insert
add attach
allow permit let
announce declare proclaim
arrive come
ask inquire question
assist help
attempt try
avoid evade
begin start commence
believe think suppose
break smash
bring fetch
build construct
buy purchase acquire
call phone ring
capture catch
carry transport
change alter modify
check verify inspect examine
choose select pick
click press
close shut
conceal hide
contain include hold
correct fix resolve
create generate build produce
cry weep sob
damage harm hurt
decide determine resolve
decrease reduce lower
delete remove erase
discover find locate
display show
download fetch retrieve
drag pull
employ use utilize apply
end finish complete conclude
ensure guarantee
execute run launch
explain clarify
fix repair mend
forbid prohibit ban
get obtain receive acquire
grin smile
halt stop cease quit
handle support
hate despise
hit strike
ignore skip
improve enhance
increase rise grow
inform tell
keep retain
leave depart
live dwell reside
look gaze glance
need require
parse analyze interpret
place put set
protect defend guard
push shove
remain stay
rush hurry
save store
send dispatch
shout yell scream
speak talk
state say remark
stroll walk wander
teach instruct train
throw toss hurl
understand grasp comprehend
update upgrade refresh
want wish desire
`;

/** Each line: what is named more widely, and a kind of it. */
const kinds = `
error issue problem / bug
error / exception
`;

const linesOf = (text: string): string[] => text.trim().split('\n');

type Thesauri = Readonly<Record<PartOfSpeech, ThesaurusLists>>;

/** The lists of a model, which are English, with these words beside its own. */
export function withEverydayWords(lists: Thesauri): Thesauri {
  const { noun, verb } = lists;
  return {
    ...lists,
    noun: { ...noun, synonyms: [...noun.synonyms, ...linesOf(nouns)], kin: [...noun.kin, ...linesOf(kinds)] },
    verb: { ...verb, synonyms: [...verb.synonyms, ...linesOf(verbs)] },
  };
}
