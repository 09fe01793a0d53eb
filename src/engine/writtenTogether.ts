// What is no word, and what it is commonly written for: contractions without their apostrophe, and words run together.

/** Each line: what is written, and what is meant, with a low line for a space. */
const joined = `
isnt isn't
arent aren't
wasnt wasn't
werent weren't
doesnt doesn't
didnt didn't
hasnt hasn't
havent haven't
hadnt hadn't
wouldnt wouldn't
couldnt couldn't
shouldnt shouldn't
im I'm
ive I've
youre you're
theyre they're
theres there's
thats that's
whats what's
alot a_lot
aswell as_well
atleast at_least
eachother each_other
incase in_case
infact in_fact
inspite in_spite
noone no_one
ofcourse of_course
thankyou thank_you
`;

const meant: ReadonlyMap<string, string> = new Map(
  joined
    .trim()
    .split('\n')
    .map((line) => line.replace('_', ' ').split(/ (.*)/) as [string, string]),
);

/** What `word`, lower case, was run together from; undefined where nothing is listed. */
export const writtenTogether = (word: string): string | undefined => meant.get(word);
