/** The screen of an unknown address. */
import { Link } from "wouter";
import { useTexts } from "../language/texts.js";

export function NotFound() {
  const t = useTexts();
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-3 p-6">
      <h1 className="text-2xl font-semibold">{t.app.notFound}</h1>
      <p className="text-muted">{t.app.notFoundHint}</p>
      <Link href="/" className="text-accent underline">
        {t.app.toStart}
      </Link>
    </div>
  );
}
