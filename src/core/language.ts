// Whether a text is English, from its script and its commonest words. Enough for a plain message in place of garbage;
// no language identification beyond that.

/** What the words of a text say about its language. */
export interface LanguageGuess {
  /** Probability 0…1 that the text is English. */
  readonly probability: number;
  /** The text holds enough words to act on the guess. */
  readonly enough: boolean;
}

/** The commonest function words of English that are no common words of the other languages below. */
const english = new Set(
  'the of and to that is was for it with as his be on by this had not are but from or have an they which one you were her all she there would their we him been has when who will more if out so said what up its about into than them can only other new some could time these two may then do first any my now such like our over even most me after also did many before must through back years where much your way well down should because each just those people how too little state good very make world still own see men work long get here between both life being under never day same another know while last might us great old year off come since against go came right used take three states himself few house use during without again place around however home small found mrs thought went say part once general high upon school every does got united left number course war until always away something fact though less public put think almost hand enough far took head yet government system set better told nothing night end why called didn eyes find going look asked later knew am let give'.split(
    ' ',
  ),
);

/**
 * Common function words of languages in Latin script that English texts seldom hold: German, French, Spanish, Portuguese,
 * Italian, Dutch, Swedish, Danish, Norwegian, Finnish, Polish, Czech, Romanian, Turkish, Hungarian, Indonesian,
 * Vietnamese (without marks), Swahili, Tagalog, Catalan, Croatian.
 */
const foreign = new Set(
  (
    'der das und ist nicht ein eine einer einem einen dem den des mit auf für von zu im sich auch es werden wird sind oder aber wie bei nach über wenn nur durch haben hat kann ich wir ihr sie dass zum zur noch aus um bis mehr ' +
    'le la les des du une est et que qui dans pour pas sur au aux avec ce cette ces il elle ils elles nous vous sont par plus ou mais être avoir fait leur son sa ses comme tout même sans ' +
    'el los las una y en del que se por con para es no su al lo como más pero sus le ya este sí porque esta entre cuando muy sin sobre también hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos esto ' +
    'o os as um uma e do da dos das em no na nos nas que não com se por mais para foi ao ele ela são também pelo pela seu sua ou ser quando muito já está isso ' +
    'il lo gli uno di del della dei delle che è non per sono con una alla nel nella anche come più ma si da dal dalla questo questa essere ha hanno ' +
    'het een en van ik te dat niet zijn wordt worden voor aan er maar om hem dan zou wat mijn dit zo door ook naar bij nog uit haar deze geen heeft hebben kan ' +
    'och att det som på är av för med till den har de inte om ett han men var jag sig från vi så kan när år ' +
    'og at det er til på som med for de den han af ikke der var jeg et har vi men ikkje eller ble være kan å ' +
    'ja on ei se että hän oli ovat mutta myös kun niin tai sen joka ole mitä jos kuin ' +
    'nie się jest na z do że to w jak ale po co tak od za przez czy był być dla są jego oraz ' +
    'je se na že v s z do pro jsou ale jako by by byl nebo podle tak ' +
    'și nu în cu este care pe din mai sau fost ca sunt pentru prin între fi ' +
    've bir bu için ile de da çok olarak daha olan gibi sonra kadar ne ben sen biz onlar değil ' +
    'az hogy nem egy van meg ez és csak el vagy mint már de volt még ' +
    'yang dan di dengan untuk pada tidak ini itu dari dalam akan adalah ke juga oleh atau saya mereka kami bisa ada orang telah sebagai karena lebih ' +
    'và là của có cho không các một trong được với những người này đã ' +
    'na ya wa kwa ni za katika kuwa hii cha kila mtu haki ana yake lakini pia ' +
    'ang ng mga sa ay na ito siya hindi kung isang ako mo para lahat may ' +
    'els amb una per als aquest ' +
    'i u je da se su za od koji ili kao nije što bio'
  ).split(' '),
);

/** Words of both lists say nothing, nor do those that English spells the same. */
const neutral = new Set(
  'a i in is as an at on no so do to de he me we or by la le was war has had her den men also over under die all van del and for not she one my am up us go si se ne by os im pro ya var per via non con sep dir naïve café résumé façade cliché fiancé fiancée déjà née entrée attaché sauté à über coöperate coördinate'.split(
    ' ',
  ),
);

/** Whether the word, in lower case, is so common in English or another language that it says nothing of what a text is about. */
export const isCommonWord = (found: string): boolean => english.has(found) || foreign.has(found) || neutral.has(found);

/** Logarithms of P(kind of word | English) / P(kind of word | another language); estimates, rounded. */
const weight = { english: 2.6, foreign: -3.2, marked: -2.2, markedName: -0.8, plain: -0.06, otherScript: -1.5 };
const prior = 1.5;
const enoughWords = 8;
const enoughEvidence = 4;
/** A word of running text: no part of a name in code, a path or an address. */
const word = /(?<![\p{L}\p{M}\p{N}_./\\@#$=<>]|\w[([])\p{L}[\p{L}\p{M}]*(?![\p{L}\p{M}\p{N}_=@\\/([]|\.\p{L})/gu;
const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** The same word again says little more. */
const countedUses = 3;
/** No more of a text is read. */
const sampleLength = 20_000;

/**
 * How likely the text is English. Counts function words, words with accented letters, and words in other scripts, as
 * independent evidence. `enough` is false for short or undecided texts: then nothing should be refused.
 */
export function looksLikeEnglish(text: string): LanguageGuess {
  let logOdds = prior;
  let words = 0;
  let evidence = 0;
  const seen = new Map<string, number>();
  for (const [found] of text.slice(0, sampleLength).matchAll(word)) {
    words++;
    const kind = kindOf(found);
    const lower = found.toLowerCase();
    const uses = (seen.get(lower) ?? 0) + 1;
    seen.set(lower, uses);
    if (kind === undefined || uses > countedUses) continue;
    // Scripts without spaces have one long word where others have many.
    const times = unspaced.test(found) ? Math.min(4, Math.ceil(found.length / 2)) : 1;
    words += times - 1;
    if (kind !== 'plain') evidence += times;
    logOdds += weight[kind] * times;
  }
  // Words lean on each other, so that certainty grows more slowly than the sum.
  const damped = words > 20 ? (logOdds * 20) / words : logOdds;
  return {
    probability: 1 / (1 + Math.exp(-damped)),
    enough: words >= enoughWords && evidence >= enoughEvidence,
  };
}

function kindOf(found: string): keyof typeof weight | undefined {
  const word = found.toLowerCase();
  // Names of variables.
  if (/^[a-z]$/.test(word)) return undefined;
  if (!/\p{sc=Latin}/u.test(word)) return 'otherScript';
  if (neutral.has(word)) return undefined;
  if (english.has(word) && !foreign.has(word)) return 'english';
  if (foreign.has(word)) return english.has(word) ? undefined : 'foreign';
  if (!/[^\x00-\x7F]/.test(word)) return 'plain';
  return found[0] === word[0] ? 'marked' : 'markedName';
}
