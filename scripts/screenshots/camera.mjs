/** Pictures of a screen in both languages, both themes and both sizes, and what is wrong with its layout. */
/* global Event, document, getComputedStyle, localStorage, requestAnimationFrame */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
/** CSS pixels: a finger hits what is at least so large. */
const TARGET = 40;

/** Every look of the page: `{ name: "en-light-wide", language, theme, size }`. */
const LOOKS = Object.keys(SIZES).flatMap((size) =>
  ["en", "id"].flatMap((language) =>
    ["light", "dark"].map((theme) => ({ name: `${language}-${theme}-${size}`, language, theme, size })),
  ),
);

/**
 * @param {import("playwright-core").Page} page
 * @param {string} folder
 */
export async function openCamera(page, folder) {
  mkdirSync(folder, { recursive: true });
  const devtools = await page.context().newCDPSession(page);
  const faults = new Map();

  async function wear({ language, theme, size }) {
    await page.setViewportSize(SIZES[size]);
    await devtools.send("Emulation.setTouchEmulationEnabled", { enabled: size === "phone", maxTouchPoints: 1 });
    const isFramed = await page.evaluate(
      (values) => {
        // A dialog makes the header's choices inert for people; events of scripts reach them all the same.
        const choices = [...document.querySelectorAll("header select")].slice(-2);
        for (const [at, choice] of choices.entries()) {
          choice.value = values[at];
          choice.dispatchEvent(new Event("change", { bubbles: true }));
        }
        localStorage.setItem("sister.language", values[0]);
        localStorage.setItem("sister.theme", values[1]);
        return choices.length === 2;
      },
      [language, theme],
    );
    // A screen without the header takes what was chosen before it is loaded.
    if (!isFramed) await page.reload();
    await page.waitForFunction(
      ([lang, look]) => document.documentElement.lang === lang && document.documentElement.dataset.theme === look,
      [language, theme],
    );
  }

  async function settle() {
    await page.evaluate(async () => {
      await document.fonts.ready;
      for (let frames = 0; frames < 3; frames += 1) await new Promise((done) => requestAnimationFrame(done));
    });
  }

  return {
    /** What was found wrong, and where. */
    faults: () => [...faults].map(([fault, where]) => `${fault} (${[...where].join(", ")})`),

    /**
     * @param {string} scene
     * @param {{ before?: (look: typeof LOOKS[number]) => Promise<void> }} [options] `before`: after the look was changed
     */
    async take(scene, { before } = {}) {
      for (const look of LOOKS) {
        await wear(look);
        await before?.(look);
        await settle();
        await page.screenshot({ path: join(folder, `${scene}-${look.name}.png`) });
        for (const fault of await page.evaluate(findFaults, look.size === "phone" ? TARGET : 0))
          faults.set(fault, (faults.get(fault) ?? new Set()).add(`${scene} ${look.size}`));
      }
      await wear(LOOKS[0]);
      await settle();
    },
  };
}

/** Runs in the page: what overflows sideways, and what is too small for a finger. */
function findFaults(target) {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`wider than the window: ${root.scrollWidth} px`);
  const open = document.querySelector("dialog[open]") ?? document;
  for (const element of open.querySelectorAll("button, select, a[href], summary, input, textarea, [role=slider]")) {
    // What has a label is hit by it too.
    const hit = element.closest("label") ?? element;
    const { width, height, right, left } = hit.getBoundingClientRect();
    const isShown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 2;
    if (!isShown) continue;
    const name = `<${element.localName}> ${element.getAttribute("aria-label") ?? hit.textContent}`.slice(0, 60);
    // A link that spreads over its card is hit by all of it; one in a text is as high as its line.
    const isSpread = getComputedStyle(element, "::after").position === "absolute";
    const isInText = element.localName === "a" && getComputedStyle(element).display === "inline";
    if (!isInText && !isSpread && !element.matches("a[href^='#'], textarea") && (height < target || width < target))
      found.push(`${name}: ${Math.round(width)} x ${Math.round(height)} px`);
    if (target > 0 && (right > root.clientWidth + 1 || left < -1)) found.push(`${name}: outside the window`);
  }
  return found;
}
