/** Takes pictures of a screen in both languages, themes and sizes, and checks its layout. */
/* global Event, document, getComputedStyle, localStorage, requestAnimationFrame */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
/** The smallest target for a finger, in CSS pixels. */
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
        // A dialog makes the header's choices inert for people, but not for events from scripts.
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
    // A screen without the header uses the choice that was stored before it is loaded.
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
    /** The faults that were found, with their places. */
    faults: () => [...faults].map(([fault, where]) => `${fault} (${[...where].join(", ")})`),

    /**
     * @param {string} scene
     * @param {{ before?: (look: typeof LOOKS[number]) => Promise<void> }} [options] `before`: called after each change
     *   of the look
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

/** Runs in the page: finds elements that overflow sideways or are too small for a finger. */
function findFaults(target) {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`wider than the window: ${root.scrollWidth} px`);
  const open = document.querySelector("dialog[open]") ?? document;
  for (const element of open.querySelectorAll("button, select, a[href], summary, input, textarea, [role=slider]")) {
    // The label of a control belongs to its target.
    const hit = element.closest("label") ?? element;
    const { width, height, right, left } = hit.getBoundingClientRect();
    const isShown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 2;
    if (!isShown) continue;
    const name = `<${element.localName}> ${element.getAttribute("aria-label") ?? hit.textContent}`.slice(0, 60);
    // The target of a link that covers its card is the card; that of a link in a text is the line.
    const isSpread = getComputedStyle(element, "::after").position === "absolute";
    const isInText = element.localName === "a" && getComputedStyle(element).display === "inline";
    if (!isInText && !isSpread && !element.matches("a[href^='#'], textarea") && (height < target || width < target))
      found.push(`${name}: ${Math.round(width)} x ${Math.round(height)} px`);
    if (target > 0 && (right > root.clientWidth + 1 || left < -1)) found.push(`${name}: outside the window`);
  }
  return found;
}
