/** The store of earlier results: its size, its hits, and the button that clears it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { cacheQuery, clearCache } from "../api/group.js";
import { problemText } from "../api/problem.js";
import { Button } from "../controls/button.js";
import { Dialog } from "../controls/dialog.js";
import { Notice } from "../controls/notice.js";
import { toast } from "../controls/toast.js";
import { bytes, decimal, percent } from "../language/format.js";
import { useTexts } from "../language/texts.js";
import { Card, Fact, Facts, Unknown } from "./card.js";

export function HeardCard() {
  const t = useTexts().status;
  const { data } = useQuery(cacheQuery);
  const [isAsking, setIsAsking] = useState(false);
  const all = data ? data.hits + data.misses : 0;
  return (
    <Card
      title={t.heard}
      hint={t.heardHint}
      action={
        <Button small look="danger" disabled={!data || data.entries === 0} onClick={() => setIsAsking(true)}>
          {t.clear}
        </Button>
      }
    >
      {data ? (
        <Facts>
          <Fact name={t.entries}>{decimal(data.entries, 0)}</Fact>
          <Fact name={t.size}>{bytes(data.bytes)}</Fact>
          <Fact name={t.used}>
            {all === 0 ? t.neverUsed : t.usedOf(percent(data.hits / all), decimal(data.hits, 0), decimal(all, 0))}
          </Fact>
        </Facts>
      ) : (
        <Unknown />
      )}
      {isAsking && <ClearDialog onClose={() => setIsAsking(false)} />}
    </Card>
  );
}

function ClearDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const queries = useQueryClient();
  const [error, setError] = useState<string>();
  const [isSending, setIsSending] = useState(false);

  async function clear(): Promise<void> {
    setIsSending(true);
    try {
      queries.setQueryData(cacheQuery.queryKey, await clearCache());
      toast(t.status.cleared);
      onClose();
    } catch (problem) {
      setError(problemText(problem));
      setIsSending(false);
    }
  }

  return (
    <Dialog
      title={t.status.clearTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button look="danger" disabled={isSending} onClick={() => void clear()}>
            {t.status.clearNow}
          </Button>
        </>
      }
    >
      <p>{t.status.clearText}</p>
      {error !== undefined && <Notice kind="error">{error}</Notice>}
    </Dialog>
  );
}
