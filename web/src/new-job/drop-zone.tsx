/** The field where files are chosen, with a button. Dropping works on the whole page. */
import { useQuery } from "@tanstack/react-query";
import { FileVideo, Plus } from "lucide-react";
import { useRef } from "react";
import { Button } from "../controls/button.js";
import { bytes } from "../language/format.js";
import { useTexts } from "../language/texts.js";
import { askForFiles, withoutHandles } from "../upload/file/chosen-file.js";
import { ACCEPT } from "../upload/file/file-check.js";
import { bytesMostQuery } from "../upload/transfer/upload-requests.js";
import { addDrafts } from "./drafts.js";

/** `isSmall`: files were chosen already. */
export function DropZone({ isSmall }: { isSmall: boolean }) {
  const t = useTexts().newJob;
  const input = useRef<HTMLInputElement>(null);
  const { data: most = null } = useQuery(bytesMostQuery);
  async function choose(): Promise<void> {
    const files = input.current && (await askForFiles(input.current, true));
    if (files) addDrafts(files, most);
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPT}
        // The button below replaces it for people.
        aria-hidden
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          addDrafts(withoutHandles(target.files), most);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
      {isSmall ? (
        <Button onClick={() => void choose()}>
          <Plus aria-hidden size={18} />
          {t.chooseMore}
        </Button>
      ) : (
        // The button serves keyboards and screen readers. The rest of the field enlarges the target for pointers.
        <div
          onClick={() => void choose()}
          className="border-line bg-surface hover:border-accent hover:bg-accent-soft/40 flex cursor-pointer flex-col items-center gap-4 rounded-3xl border-2 border-dashed px-6 py-8 text-center sm:py-12"
        >
          <FileVideo aria-hidden size={56} strokeWidth={1.25} className="text-accent" />
          <p className="text-xl font-semibold max-sm:hidden">{t.drop}</p>
          <p className="text-muted -my-2 max-sm:hidden">{t.dropOr}</p>
          <Button
            look="primary"
            className="min-h-12 px-6 text-lg"
            onClick={(event) => {
              event.stopPropagation();
              void choose();
            }}
          >
            {t.choose}
          </Button>
          <p className="text-muted max-w-prose text-sm">{t.dropHint(most === null ? null : bytes(most))}</p>
        </div>
      )}
    </>
  );
}
