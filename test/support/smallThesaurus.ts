// A thesaurus of a few words, in the form that comes with a model.

import type { PartOfSpeech, ThesaurusLists } from '../../src/engine/ports';

export const smallThesaurus: Readonly<Record<PartOfSpeech, ThesaurusLists>> = {
  noun: {
    words: 'city child brother mother woman man knife shelf north west',
    irregular: ['child plural children', 'man plural men'],
    synonyms: ['answer reply', 'brother pal'],
    kin: ['relative / brother mother'],
    opposites: [],
  },
  verb: {
    words: 'take try stop use answer',
    irregular: [
      'buy past bought',
      'buy participle bought',
      'sell past sold',
      'sell participle sold',
      'take past took',
      'take participle taken',
    ],
    synonyms: ['buy purchase'],
    kin: ['walk / march stroll'],
    opposites: ['buy purchase / sell'],
  },
  adjective: {
    words: 'big tired north west',
    irregular: [],
    synonyms: ['glad happy', 'fast firm'],
    kin: ['happy / cheerful joyful'],
    opposites: ['cheerful happy joyful / sad', 'fast / firm'],
  },
  adverb: { words: 'north west fast firm', irregular: [], synonyms: [], kin: [], opposites: [] },
};
