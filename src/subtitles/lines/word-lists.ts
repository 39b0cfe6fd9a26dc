/** The small words of each language by which lines are broken. Pure. */

/**
 * Words of one language. `before`: a line break stands well before them (conjunctions, prepositions, relative pronouns). `closed`: a line does not
 * end with them, since the next word belongs to them (articles, determiners, possessives, titles). `loose`: a line had better not end with them
 * (subject pronouns, auxiliaries, negations, reflexive pronouns).
 */
interface WordList {
  readonly before: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
  readonly loose: ReadonlySet<string>;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

/** Sources: the line treatment of Netflix's general requirements, and each language's grammar for the members of the closed classes. */
export const WORD_LISTS: Readonly<Record<string, WordList>> = {
  en: {
    before: words(
      "and but or nor so yet because although though while when where if unless until since than that which who whom whose " +
        "of to in on at by for from with about into onto over under after before between through during without within " +
        "against among across behind beyond near like as",
    ),
    closed: words(
      "a an the my your his her its our their this these those every each no some any mr mrs ms dr prof st",
    ),
    loose: words(
      "i you he she it we they am is are was were be been being have has had do does did will would shall should can could " +
        "may might must not don't doesn't didn't won't can't isn't aren't wasn't i'm you're we're they're it's he's she's",
    ),
  },
  es: {
    before: words(
      "y e o u pero sino porque aunque cuando donde como que quien cual si mientras pues ni " +
        "a ante bajo con contra de del al desde en entre hacia hasta para por según sin sobre tras durante",
    ),
    closed: words(
      "el la los las lo un una unos unas mi mis tu tus su sus nuestro nuestra nuestros nuestras este esta estos estas ese " +
        "esa esos esas aquel aquella cada todo toda sr sra dr dra don doña",
    ),
    loose: words(
      "yo tú él ella usted nosotros ellos ellas me te se nos os le les no he has ha hemos han era es son fue muy más",
    ),
  },
  ca: {
    before: words(
      "i o però sinó perquè encara quan on com que qui si mentre doncs ni a amb contra de del dels al als des en entre fins " +
        "per pel pels sense sobre segons durant cap",
    ),
    closed: words(
      "el la els les l' un una uns unes en na el meu teu seu meva teva seva nostre nostra aquest aquesta aquests aquestes " +
        "aquell aquella cada tot tota sr sra dr dra",
    ),
    loose: words("jo tu ell ella nosaltres ells elles em et es ens us li no he has ha hem han era és són fou molt més"),
  },
  fr: {
    before: words(
      "et ou mais donc or ni car que qui dont où quand comme si lorsque puisque parce pendant tandis " +
        "à au aux avec chez contre dans de des du depuis derrière devant en entre par pour sans selon sous sur vers",
    ),
    closed: words(
      "le la les l' un une des du mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces chaque " +
        "tout toute m. mme mlle dr",
    ),
    loose: words(
      "je tu il elle on nous vous ils elles me te se ne n' y en ai as a avons avez ont suis es est sommes êtes sont était " +
        "très plus pas",
    ),
  },
  de: {
    before: words(
      "und oder aber denn sondern weil dass ob wenn als obwohl während damit bevor nachdem bis wo wie " +
        "an auf aus bei durch für gegen hinter in im ins mit nach neben ohne über um unter von vom vor zu zum zur zwischen seit wegen",
    ),
    closed: words(
      "der die das den dem des ein eine einen einem einer eines mein meine meinen dein deine sein seine ihr ihre unser " +
        "unsere dieser diese dieses diesen diesem jeder jede jedes kein keine keinen herr frau dr prof",
    ),
    loose: words(
      "ich du er sie es wir ihr man mich dich sich uns euch nicht bin bist ist sind war waren habe hast hat haben sehr zu",
    ),
  },
  pt: {
    before: words(
      "e ou mas porém porque embora quando onde como que quem qual se enquanto pois nem " +
        "a ao aos à às com contra de do da dos das desde em no na nos nas entre até para por pelo pela sem sob sobre durante",
    ),
    closed: words(
      "o a os as um uma uns umas meu minha meus minhas teu tua seu sua seus suas nosso nossa este esta estes estas esse " +
        "essa esses essas aquele aquela cada todo toda sr sra dr dra",
    ),
    loose: words(
      "eu tu ele ela você nós eles elas me te se nos lhe lhes não sou é são era foi tenho tem temos têm muito mais",
    ),
  },
  it: {
    before: words(
      "e ed o ma però perché sebbene quando dove come che chi cui se mentre né " +
        "a al alla ai con contro da dal dalla di del della dei delle in nel nella tra fra per senza sotto sopra su sul sulla verso durante",
    ),
    closed: words(
      "il lo la i gli le l' un uno una mio mia miei mie tuo tua suo sua suoi sue nostro nostra questo questa questi queste " +
        "quel quella quei quelle ogni tutto tutta sig dott",
    ),
    loose: words(
      "io tu lui lei noi voi loro mi ti si ci vi non sono è sei siamo era ho hai ha abbiamo hanno molto più",
    ),
  },
  id: {
    before: words(
      "dan atau tetapi tapi namun karena sebab meskipun walaupun ketika saat sementara jika kalau bahwa yang sehingga agar supaya " +
        "di ke dari pada dalam dengan untuk oleh tentang antara hingga sampai tanpa terhadap bagi menurut selama seperti",
    ),
    closed: words("sebuah seorang seekor sang si para setiap tiap semua beberapa suatu bapak ibu pak bu dr"),
    loose: words(
      "saya aku kamu anda dia ia kami kita mereka tidak tak bukan belum jangan sedang telah sudah akan sangat lebih adalah",
    ),
  },
};

/** Units that belong to the number before them, in any language. */
export const UNITS: ReadonlySet<string> = words(
  "% ° °c °f k kg g mg t km m cm mm nm l ml h min s ms hz khz mhz ghz kb mb gb tb w kw mw v a px fps " +
    "€ $ £ ¥ euro euros dollar dollars pound pounds dólares libras rupiah persen percent por ciento prozent " +
    "years year años anys ans jahre anos anni tahun hours hour horas hores heures stunden ore jam " +
    "minutes minute minutos minuts minuten minuti menit seconds second segundos segons secondes sekunden secondi detik " +
    "days day días dies jours tage dias giorni hari million millions millones milions millionen milhões milioni juta " +
    "billion billions miliar milliarden ribu mil thousand hundred meters metres metros meter kilometers kilometres kilómetros",
);
