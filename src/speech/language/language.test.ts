import { describe, expect, it } from "vitest";
import { hears, languageForAll, requireLanguage } from "./hears.js";
import { canGuess, guessLanguage } from "./text-guess.js";
import { decideLanguage } from "./vote.js";

describe("the language of a video, by votes of samples", () => {
  const en = (confidence = 1) => ({ code: "en", confidence });
  const de = (confidence = 1) => ({ code: "de", confidence });
  it.each([
    ["no sample has a language", [null, null], null],
    ["there are no samples", [], null],
    ["all samples agree", [en(), en(), null, en()], { code: "en", confidence: 1 }],
    ["most samples agree", [en(), de(), en()], { code: "en", confidence: 2 / 3 }],
    ["one certain vote outweighs two uncertain ones", [en(0.4), en(0.4), de(0.9)], { code: "de", confidence: 0.3 }],
    ["the missing confidence of a vote counts against the result", [en(0.5)], { code: "en", confidence: 0.5 }],
    ["the earlier of two equal languages wins", [de(), en()], { code: "de", confidence: 0.5 }],
  ])("%s", (_name, answers, decided) => {
    const found = decideLanguage(answers);
    expect(found?.code).toBe(decided?.code);
    if (decided) expect(found?.confidence).toBeCloseTo(decided.confidence);
  });
});

describe("whether a model recognizes a language", () => {
  it.each<[string[], string, boolean]>([
    [["en"], "en-GB", true],
    [["en"], "de", false],
    [["*"], "sw", true],
    [["zh"], "cmn", true],
    [["no"], "nb", true],
    [["pt-BR"], "pt", true],
    [[], "en", false],
  ])("%j, %s", (languages, language, heard) => {
    expect(hears(languages, language)).toBe(heard);
  });

  it("is checked before any work; auto needs a model that detects the language", () => {
    const model = { name: "tiny", languages: ["en", "de"] };
    expect(() => requireLanguage(model, "es")).toThrow(/tiny recognizes en, de, not es: choose a model/);
    expect(() => requireLanguage(model, "auto")).toThrow(
      /tiny cannot detect .*--from en.*whisper.*SenseVoice.*parakeet v3/,
    );
    requireLanguage({ ...model, detectsLanguage: true }, "auto");
    requireLanguage(model, "de");
  });
});

it("decides how to open a model for jobs in all its languages", () => {
  expect(languageForAll({ languages: ["zh", "en"], detectsLanguage: true })).toBe("auto");
  expect(languageForAll({ languages: ["de", "en"] })).toBe("en");
  expect(languageForAll({ languages: ["*"] })).toBe("en");
  expect(languageForAll({ languages: ["zh"] })).toBe("zh");
});

describe("the language of a text", () => {
  const EUROPE = "bg cs da de el en es et fi fr hr hu it lt lv mt nl pl pt ro ru sk sl sv uk".split(" ");
  // The same sentence in each, written for this test.
  it.each([
    ["bg", "Утре ще отидем на пазара, защото вкъщи няма нито хляб, нито мляко."],
    ["cs", "Zítra půjdeme na trh, protože doma už není žádný chléb ani mléko."],
    ["da", "I morgen går vi på markedet, fordi der ikke er mere brød eller mælk hjemme."],
    ["de", "Morgen gehen wir auf den Markt, weil es zu Hause kein Brot und keine Milch mehr gibt."],
    ["el", "Αύριο θα πάμε στην αγορά, γιατί στο σπίτι δεν υπάρχει ψωμί ούτε γάλα."],
    ["en", "Tomorrow we will go to the market, because there is no bread and no milk at home."],
    ["es", "Mañana iremos al mercado, porque en casa ya no hay pan ni leche."],
    ["et", "Homme läheme turule, sest kodus ei ole enam leiba ega piima."],
    ["fi", "Huomenna menemme torille, koska kotona ei ole enää leipää eikä maitoa."],
    ["fr", "Demain nous irons au marché, parce qu'il n'y a plus de pain ni de lait à la maison."],
    ["hr", "Sutra ćemo ići na tržnicu, jer kod kuće više nema ni kruha ni mlijeka."],
    ["hu", "Holnap elmegyünk a piacra, mert otthon már nincs se kenyér, se tej."],
    ["it", "Domani andremo al mercato, perché a casa non c'è più né pane né latte."],
    ["lt", "Rytoj eisime į turgų, nes namuose jau nėra nei duonos, nei pieno."],
    ["lv", "Rīt mēs iesim uz tirgu, jo mājās vairs nav ne maizes, ne piena."],
    ["mt", "Għada mmorru s-suq, għax id-dar m'għadx hemm ħobż u lanqas ħalib."],
    ["nl", "Morgen gaan we naar de markt, want thuis is er geen brood en geen melk meer."],
    ["pl", "Jutro pójdziemy na targ, bo w domu nie ma już chleba ani mleka."],
    ["pt", "Amanhã vamos ao mercado, porque em casa já não há pão nem leite."],
    ["ro", "Mâine mergem la piață, pentru că acasă nu mai este nici pâine, nici lapte."],
    ["ru", "Завтра мы пойдём на рынок, потому что дома больше нет ни хлеба, ни молока."],
    ["sk", "Zajtra pôjdeme na trh, pretože doma už nie je chlieb ani mlieko."],
    ["sl", "Jutri gremo na tržnico, ker doma ni več ne kruha ne mleka."],
    ["sv", "I morgon går vi till torget, för det finns inget bröd och ingen mjölk hemma."],
    ["uk", "Завтра ми підемо на ринок, бо вдома вже немає ні хліба, ні молока."],
  ])("is %s among 25 European languages", (code, text) => {
    expect(guessLanguage(text, EUROPE)?.code).toBe(code);
  });

  it.each([
    ["zh", "明天我们去市场，因为家里没有面包和牛奶。"],
    ["ja", "明日は市場に行きます。家にはパンも牛乳もないからです。"],
    ["ko", "내일 우리는 시장에 갈 거예요."],
    ["en", "Tomorrow we will go to the market."],
  ])("is %s by its script", (code, text) => {
    expect(guessLanguage(text, ["zh", "en", "ja", "ko"])).toMatchObject({ code });
  });

  it("is unknown for text without evidence", () => {
    expect(guessLanguage("", EUROPE)).toBe(null);
    expect(guessLanguage("42, 43!", EUROPE)).toBe(null);
    expect(guessLanguage("Berlin", EUROPE)).toBe(null);
    expect(guessLanguage("xqz wvk jjh", EUROPE)).toBe(null);
    expect(guessLanguage("это по-русски", ["en", "de"])).toBe(null);
  });

  it("can only be guessed among known languages", () => {
    expect(canGuess(EUROPE)).toBe(true);
    expect(canGuess(["en"])).toBe(false);
    expect(canGuess(["*"])).toBe(false);
    expect(canGuess(["en", "sw"])).toBe(false);
  });
});
