/** The message that replaces a part of the page that failed. */
import { Component, type ReactNode } from "react";
import { Button } from "../controls/button.js";
import { texts } from "../language/texts.js";

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const t = texts().app;
    return (
      <main className="mx-auto flex max-w-xl flex-col gap-4 p-6">
        <h1 className="text-2xl font-semibold">{t.crashed}</h1>
        <p>{t.crashedHint}</p>
        <pre className="bg-raised overflow-x-auto rounded-lg p-3 text-sm">{error.message}</pre>
        <div>
          <Button look="primary" onClick={() => window.location.reload()}>
            {t.reload}
          </Button>
        </div>
      </main>
    );
  }
}
