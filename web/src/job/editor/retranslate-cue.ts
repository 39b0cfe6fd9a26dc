/** The command that has one cue translated again. */
import type { EditSession } from "./session/session.js";

interface RetranslateTools {
  session: EditSession;
  source: string;
  translatorOf: (language: string) => string | undefined;
}

/** Resolves when the person has got a message about how it ended. */
export async function retranslateCue(
  { session, source, translatorOf }: RetranslateTools,
  key: string,
  language: string,
): Promise<void> {
  if (language === source) return session.tell({ kind: "source-language" });
  session.tell({ kind: "translating" });
  try {
    const isDone = await session.retranslate(key, language, translatorOf(language));
    session.tell(isDone ? { kind: "translated" } : { kind: "refused", why: "nothing-changed" });
  } catch (problem) {
    session.tell({ kind: "not-translated", problem });
  }
}
