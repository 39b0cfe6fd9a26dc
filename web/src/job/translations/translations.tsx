/** The button that opens the translations of a job. */
import { Languages } from "lucide-react";
import { useState } from "react";
import type { Job } from "../../api/client.js";
import { Button } from "../../controls/button.js";
import { useTexts } from "../../language/texts.js";
import { TranslationsDialog } from "./translations-dialog.js";
import { useAddedTarget } from "./use-added-target.js";

export function Translations({ job }: { job: Job }) {
  const t = useTexts().translations;
  const [isOpen, setIsOpen] = useState(false);
  const added = useAddedTarget(job);
  return (
    <>
      <Button small aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        <Languages aria-hidden size={15} />
        {t.open}
      </Button>
      {isOpen && <TranslationsDialog job={job} added={added} onClose={() => setIsOpen(false)} />}
    </>
  );
}
