/** Sign-in: the person enters a token once, and the server answers with a session cookie. */
import { useEffect, useRef, useState, type FormEvent } from "react";
import { signIn } from "../api/current-user.js";
import { ApiProblem, problemText } from "../api/problem.js";
import { Button } from "../controls/button.js";
import { TextField } from "../controls/field.js";
import { Notice } from "../controls/notice.js";
import { useTexts } from "../language/texts.js";

interface SignInProps {
  /** Whether a session ended before. */
  isExpired: boolean;
  onSignedIn: () => Promise<void>;
}

/** Covers the whole page. It is a dialog, since another open dialog would otherwise keep the focus. */
export function SignInScreen({ isExpired, onSignedIn }: SignInProps) {
  const t = useTexts();
  const [token, setToken] = useState("");
  const [error, setError] = useState<string>();
  const [isSending, setIsSending] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsSending(true);
    setError(undefined);
    try {
      await signIn(token.trim());
      await onSignedIn();
    } catch (problem) {
      setError(problem instanceof ApiProblem && problem.status === 401 ? t.signIn.wrong : problemText(problem));
    } finally {
      setIsSending(false);
    }
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby="sign-in-title"
      // There is nothing to return to by Escape.
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.preventDefault();
      }}
      className="bg-page text-ink m-0 h-dvh max-h-none w-dvw max-w-none overflow-y-auto border-0 p-0"
    >
      <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 p-6">
        <h1 id="sign-in-title" className="flex items-center gap-3 text-2xl font-bold">
          <img src="/icon.svg" alt="" width="36" height="36" />
          {t.signIn.title}
        </h1>
        {isExpired ? <Notice kind="info">{t.signIn.expired}</Notice> : <p className="text-muted">{t.signIn.lead}</p>}
        <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
          <TextField
            label={t.signIn.token}
            hint={t.signIn.hint}
            error={error}
            type="password"
            autoComplete="current-password"
            spellCheck={false}
            value={token}
            onChange={({ target }) => setToken(target.value)}
            required
            autoFocus
          />
          <Button type="submit" look="primary" disabled={isSending}>
            {isSending ? t.signIn.checking : t.signIn.submit}
          </Button>
        </form>
      </main>
    </dialog>
  );
}
