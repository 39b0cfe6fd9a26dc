/** What runs on every screen: job events, uploads, deletions. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { noteJob } from "../api/job-lists.js";
import { startLive } from "../api/live-events.js";
import { meQuery } from "../api/current-user.js";
import { toast } from "../controls/toast.js";
import { resumeDeletions } from "../jobs/deletions.js";
import { texts } from "../language/texts.js";
import { onJobMade, restoreUploads } from "../upload/uploads.js";

let wasResumed = false;

/** Mount it once, after the sign-in. */
export function Background() {
  const queries = useQueryClient();
  const [path, navigate] = useLocation();
  const owner = useQuery(meQuery).data?.owner;
  useEffect(() => startLive(queries), [queries]);
  useEffect(() => {
    if (owner === undefined || wasResumed) return;
    wasResumed = true;
    resumeDeletions(queries);
    void restoreUploads(owner);
  }, [owner, queries]);
  useEffect(
    () =>
      onJobMade((job, { name }) => {
        noteJob(queries, job);
        // The first screen shows it already.
        if (path === "/") return;
        const { uploads } = texts();
        toast(uploads.made(name), { action: { text: uploads.open, act: () => navigate(`/jobs/${job.id}`) } });
      }),
    [queries, path, navigate],
  );
  return null;
}
