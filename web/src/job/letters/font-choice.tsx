/** The burner's fonts; each name is shown in its font. */
import { useEffect, useId, useRef, useState } from "react";
import { useTexts } from "../../language/texts.js";
import { cssFamily, useBurnerFont, type BurnerFont } from "../../player/letters/burner-font.js";

interface FontChoiceProps {
  fonts: readonly BurnerFont[];
  /** The chosen family. */
  chosen: string | undefined;
  onChoose: (family: string) => void;
}

export function FontChoice({ fonts, chosen, onChoose }: FontChoiceProps) {
  const t = useTexts().exporting;
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-medium">{t.font}</legend>
      <div className="border-line bg-surface max-h-48 overflow-y-auto rounded-lg border p-1">
        {fonts.map((font) => (
          <FontOption
            key={font.family}
            font={font}
            name={name}
            isChosen={font.family === chosen}
            onChoose={() => onChoose(font.family)}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface FontOptionProps {
  font: BurnerFont;
  name: string;
  isChosen: boolean;
  onChoose: () => void;
}

function FontOption({ font, name, isChosen, onChoose }: FontOptionProps) {
  const t = useTexts().exporting;
  const element = useRef<HTMLLabelElement>(null);
  const [isSeen, setIsSeen] = useState(false);
  const isLoaded = useBurnerFont(font, isSeen);
  // A server may have hundreds of fonts: a file is loaded when its name becomes visible.
  useEffect(() => {
    if (!element.current) return undefined;
    const watching = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true);
    });
    watching.observe(element.current);
    return () => watching.disconnect();
  }, []);
  return (
    <label
      ref={element}
      className={`flex min-h-9 pointer-coarse:min-h-10 cursor-pointer items-center gap-2.5 rounded-md px-2 py-1 ${isChosen ? "bg-accent-soft" : "hover:bg-raised"}`}
    >
      <input
        type="radio"
        name={name}
        checked={isChosen}
        onChange={onChoose}
        className="accent-accent size-4 shrink-0"
      />
      <span
        dir="auto"
        className="min-w-0 truncate text-lg leading-tight"
        style={isLoaded ? { fontFamily: cssFamily(font.family) } : undefined}
      >
        {font.family}
      </span>
      {font.default === true && <span className="text-muted ms-auto shrink-0 text-sm">{t.usualFont}</span>}
    </label>
  );
}
