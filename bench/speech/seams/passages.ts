/** Passages for synthetic voices, written for this benchmark: no numbers, no names, no words with two spellings. */
export const PASSAGES: readonly string[] = [
  "The lighthouse stood at the end of a narrow road that the sea covered twice a day. Whoever wanted to visit the keeper had to look at the tide first, and many a guest stayed longer than planned.",
  "My sister learned to bake bread from an old woman who never weighed anything. She took flour with both hands, poured water until the dough felt right, and left it alone while she fed the chickens.",
  "Before the bridge was built, a wooden boat carried people and animals across the river. The ferry man knew every family in the valley, and he carried their letters and their secrets for nothing.",
  "When the snow melts in the mountains, the streams grow so loud that people in the village close their windows at night. In summer the same streams are so quiet that children walk through them without shoes.",
  "The library opens early in the morning because students come in before their lessons begin. They sit under the tall windows, share one table, and whisper until somebody asks them to be quiet.",
  "A good gardener does not fight the weather. He plants what likes the soil, waters it in the evening, and accepts that the birds will take their part of the cherries every year.",
  "The train was late again, so we waited in the small cafe beside the station. An old man played the piano there, and nobody noticed how quickly the time went by until the whistle blew.",
  "Our teacher used to say that a question is worth more than an answer. He wrote one on the board every Monday and never told us whether what we had found by Friday was right.",
  "In the market they sell fish that were caught during the night. You have to come before sunrise if you want to choose, because the cooks of all the restaurants are there when the boats arrive.",
  "The museum keeps a clock that has not been wound for a hundred years. Visitors often ask why nobody repairs it, and the guide tells them that it is right more often than his own watch.",
  "After the storm we found the roof of the barn in the neighbor's field. He helped us carry it back, piece by piece, and would not take anything for it except a basket of apples.",
  "Some people travel to see famous places, others to be where nobody knows them. My uncle traveled because he liked trains, and he seldom left the station when he had arrived.",
  "The doctor lived above the bakery, and her patients smelled of fresh bread when they came home. She listened more than she talked, which was perhaps the reason why so many felt better afterwards.",
  "Every evening the shepherd counted his sheep twice, once from the left and once from the right. If the results were different he trusted the dog, who seemed to know all of them by name.",
  "The actors practiced in an empty factory because the theater was too cold in winter. Their voices came back from the walls a moment later, so they learned to speak slowly and to wait.",
  "She kept the letters in a drawer that could not be locked, since nobody in that house would have opened it. When she moved to the city she burned most of them and took the rest along.",
];
