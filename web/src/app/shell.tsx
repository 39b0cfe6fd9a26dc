/** The frame of every screen: header, navigation, choices of colours and language. */
import { useQuery } from "@tanstack/react-query";
import { Languages, SunMoon } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { meQuery, signOut } from "../api/current-user.js";
import { problemText } from "../api/problem.js";
import { Button } from "../controls/button.js";
import { toast } from "../controls/toast.js";
import { choosePageLanguage, PAGE_LANGUAGES, usePageLanguage, useTexts, type PageLanguage } from "../language/texts.js";
import { UploadShare } from "../upload/list/upload-share.js";
import { chooseTheme, useTheme, type Theme } from "./theme.js";

export function Shell({ children }: { children: ReactNode }) {
  const t = useTexts();
  const [path] = useLocation();
  const { data: me } = useQuery(meQuery);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="bg-accent text-on-accent sr-only z-50 rounded-lg px-4 py-2 focus:not-sr-only focus:absolute focus:start-2 focus:top-2"
      >
        {t.app.skip}
      </a>
      <header className="border-line bg-surface border-b">
        <div className="mx-auto flex max-w-screen-2xl flex-wrap items-center gap-x-2 gap-y-2 px-4 py-2 sm:gap-x-5 max-sm:px-2">
          <Link href="/" className="flex min-h-10 items-center gap-2 px-1.5 text-lg font-bold">
            <img src="/icon.svg" alt="" width="28" height="28" />
            <span className="max-sm:sr-only">{t.app.title}</span>
          </Link>
          <nav className="flex flex-1 gap-1 max-sm:text-sm">
            <NavLink to="/" path={path} text={t.app.newJob} />
            <NavLink to="/jobs" path={path} text={t.app.jobs} />
            {me?.operator === true && <NavLink to="/status" path={path} text={t.app.status} />}
          </nav>
          <UploadShare />
          <div className="flex items-center gap-1 sm:gap-2">
            <Choice
              label={t.app.language}
              icon={<Languages aria-hidden size={20} />}
              value={usePageLanguage()}
              options={PAGE_LANGUAGES}
              onChoose={(value) => choosePageLanguage(value as PageLanguage)}
            />
            <Choice
              label={t.app.theme}
              icon={<SunMoon aria-hidden size={20} />}
              value={useTheme()}
              options={t.app.themes}
              onChoose={(value) => chooseTheme(value as Theme)}
            />
            {me !== undefined && me.signIn !== "none" && (
              <Button small look="quiet" title={t.app.signedInAs(me.owner)} onClick={() => void leave()}>
                {t.app.signOut}
              </Button>
            )}
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
    </div>
  );
}

async function leave(): Promise<void> {
  await signOut().catch((error: unknown) => toast(problemText(error), { kind: "error" }));
}

function NavLink({ to, path, text }: { to: string; path: string; text: string }) {
  const isHere = to === "/" ? path === "/" : path.startsWith(to);
  return (
    <Link
      href={to}
      aria-current={isHere ? "page" : undefined}
      className={`inline-flex min-h-10 items-center rounded-lg px-2 font-medium whitespace-nowrap sm:min-h-9 sm:px-3 ${isHere ? "bg-accent-soft text-ink" : "text-muted hover:bg-raised"}`}
    >
      {text}
    </Link>
  );
}

interface ChoiceProps {
  label: string;
  icon: ReactNode;
  value: string;
  options: Readonly<Record<string, string>>;
  onChoose: (value: string) => void;
}

/** On a phone only the icon is visible, with the transparent list above it. */
function Choice({ label, icon, value, options, onChoose }: ChoiceProps) {
  return (
    <span className="text-muted outline-accent relative inline-flex items-center justify-center rounded-lg has-focus-visible:outline-2 max-sm:size-10 sm:gap-1.5">
      {icon}
      <select
        aria-label={label}
        title={label}
        value={value}
        onChange={({ target }) => onChoose(target.value)}
        className="border-line bg-surface text-ink rounded-lg border px-2 text-sm max-sm:absolute max-sm:inset-0 max-sm:opacity-0 sm:min-h-9"
      >
        {Object.entries(options).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}
