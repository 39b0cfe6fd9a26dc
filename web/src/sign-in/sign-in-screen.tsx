/** Sign-in: a token is given once, and a session cookie stands for it. */
import { useState, type FormEvent } from "react";
import { signIn } from "../api/me.js";
import { ApiProblem, problemText } from "../api/problem.js";
import { Button } from "../controls/button.js";
import { TextField } from "../controls/field.js";
import { Notice } from "../controls/notice.js";
import { useTexts } from "../language/texts.js";

export function SignInScreen({ isExpired, onSignedIn }: { isExpired: boolean; onSignedIn: () => void }) {
  const t = useTexts();
  const [token, setToken] = useState("");
  const [error, setError] = useState<string>();
  const [isSending, setIsSending] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsSending(true);
    setError(undefined);
    try {
      await signIn(token.trim());
      onSignedIn();
    } catch (problem) {
      setError(problem instanceof ApiProblem && problem.status === 401 ? t.signIn.wrong : problemText(problem));
    } finally {
      setIsSending(false);
    }
  }

  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 p-6">
      <h1 className="flex items-center gap-3 text-2xl font-bold">
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
          value={token}
          onChange={({ target }) => setToken(target.value)}
          required
          autoFocus
        />
        <Button type="submit" look="primary" disabled={isSending || token.trim() === ""}>
          {t.signIn.submit}
        </Button>
      </form>
    </main>
  );
}
