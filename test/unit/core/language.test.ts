import assert from 'node:assert/strict';
import { looksLikeEnglish } from '../../../src/core/language';

/** The first article of the Universal Declaration of Human Rights. */
const others: Readonly<Record<string, string>> = {
  German:
    'Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.',
  French:
    'Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience et doivent agir les uns envers les autres dans un esprit de fraternité.',
  Spanish:
    'Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y conciencia, deben comportarse fraternalmente los unos con los otros.',
  Portuguese:
    'Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de razão e de consciência, devem agir uns para com os outros em espírito de fraternidade.',
  Italian:
    'Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione e di coscienza e devono agire gli uni verso gli altri in spirito di fratellanza.',
  Dutch:
    'Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd met verstand en geweten, en behoren zich jegens elkander in een geest van broederschap te gedragen.',
  Swedish:
    'Alla människor är födda fria och lika i värde och rättigheter. De har utrustats med förnuft och samvete och bör handla gentemot varandra i en anda av gemenskap.',
  Danish:
    'Alle mennesker er født frie og lige i værdighed og rettigheder. De er udstyret med fornuft og samvittighed, og de bør handle mod hverandre i en broderskabets ånd.',
  Finnish:
    'Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä.',
  Polish:
    'Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i sumieniem i powinni postępować wobec innych w duchu braterstwa.',
  Czech:
    'Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím a mají spolu jednat v duchu bratrství.',
  Romanian:
    'Toate ființele umane se nasc libere și egale în demnitate și în drepturi. Ele sunt înzestrate cu rațiune și conștiință și trebuie să se comporte unele față de altele în spiritul fraternității.',
  Turkish:
    'Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler.',
  Hungarian:
    'Minden emberi lény szabadon születik és egyenlő méltósága és joga van. Az emberek, ésszel és lelkiismerettel bírván, egymással szemben testvéri szellemben kell hogy viseltessenek.',
  Indonesian:
    'Semua orang dilahirkan merdeka dan mempunyai martabat dan hak-hak yang sama. Mereka dikaruniai akal dan hati nurani dan hendaknya bergaul satu sama lain dalam semangat persaudaraan.',
  Vietnamese:
    'Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi. Mọi con người đều được tạo hóa ban cho lý trí và lương tâm và cần phải đối xử với nhau trong tình bằng hữu.',
  Swahili:
    'Watu wote wamezaliwa huru, hadhi na haki zao ni sawa. Wote wamejaliwa akili na dhamiri, hivyo yapasa watendeane kindugu.',
  Russian:
    'Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства.',
  Greek:
    'Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με λογική και συνείδηση.',
  Arabic:
    'يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح الإخاء.',
  Hebrew:
    'כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם לנהוג איש ברעהו ברוח של אחווה.',
  Hindi: 'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है।',
  Chinese: '人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。',
  Japanese:
    'すべての人間は、生れながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられている。',
  Korean:
    '모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았다.',
  Thai: 'มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม',
  'a German README':
    'Dieses Projekt ist eine Erweiterung für VS Code. Installation: öffnen Sie das Terminal und geben Sie npm install ein. Das Paket wird dann gebaut und kann gestartet werden.',
};

const english: readonly string[] = [
  'All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and should act towards one another in a spirit of brotherhood.',
  'Run npm install and then npm start. The server listens on port 3000, and you can open it in the browser.',
  'Returns a new array that holds the elements of this array for which the callback is true.',
  'The naïve café owner, Zoë Müller, sent her résumé to São Paulo and waited there for an answer.',
  'Fix crash when the window is closed while a request is pending. The promise was never settled.',
  'In 1815 the Duke met Monsieur de la Tour at the château and they spoke of the war.',
  'It is what it is, isn’t it? I don’t know what you’d want me to do about that now.',
  'The word 猫 means cat and the word 犬 means dog; both are written with one sign in this book.',
  'We went to the Museum für Naturkunde and to the Musée du Louvre before we came back home to the city.',
];

const short: readonly string[] = [
  '',
  '   \n',
  'Hello',
  'git push --force',
  'Das ist',
  'foo bar baz qux',
  '3.14 42 %',
  '😀😀😀',
  'README',
];

describe('looksLikeEnglish', () => {
  for (const [language, text] of Object.entries(others)) {
    it(`not ${language}`, () => {
      const { probability, enough } = looksLikeEnglish(text);
      assert.ok(enough, 'enough');
      assert.ok(probability < 0.05, `probability ${probability}`);
    });
  }
  for (const text of english) {
    it(`English: ${text.slice(0, 50)}…`, () => {
      const { probability, enough } = looksLikeEnglish(text);
      assert.ok(enough, 'enough');
      assert.ok(probability > 0.8, `probability ${probability}`);
    });
  }
  for (const text of short) {
    it(`not enough: ${JSON.stringify(text)}`, () => assert.equal(looksLikeEnglish(text).enough, false));
  }

  const code: readonly string[] = [
    'def cor(y, p): return np.corrcoef(y, p)[0][1] if len(y) > 1 else 0.0',
    'const a = b.c.d(e => f(g), { h: i, j }); os.path.join(os, im, dir)',
    'for (let i = 0; i < n; i++) { y[i] = x[i] * w; }',
  ];
  for (const text of code) {
    it(`refuses no code: ${text.slice(0, 40)}…`, () => {
      const { probability, enough } = looksLikeEnglish(text);
      assert.ok(!enough || probability > 0.5, `probability ${probability}`);
    });
  }

  it('does not let one word decide', () => {
    const { probability } = looksLikeEnglish(
      'Und und und und und und und, he said to them when they came back from there.',
    );
    assert.ok(probability > 0.5, `probability ${probability}`);
  });

  it('reads the beginning of a long text alone', () => {
    const text = `${english[0]} `.repeat(20_000);
    assert.deepEqual(looksLikeEnglish(text), looksLikeEnglish(text.slice(0, 30_000)));
  });
});
