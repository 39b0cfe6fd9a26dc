/** All routes. A new route is a file that exports an `AddRoutes`, and a line here. */
import type { AddRoutes } from "../context.js";
import { addOpenApi } from "../document/openapi.js";
import { addStatusRoute } from "../fast-status/status-route.js";
import { addEventRoutes } from "./events.js";
import { addFontRoutes } from "./fonts.js";
import { addInstallationRoutes } from "./installation.js";
import { addJobEventRoute } from "./jobs/events.js";
import { addJobRoutes } from "./jobs/jobs.js";
import { addOutputRoute } from "./jobs/outputs.js";
import { addPreviewRoute } from "./jobs/previews.js";
import { addRenderRoutes } from "./jobs/renders.js";
import { addSegmentRoute } from "./jobs/segments.js";
import { addSubmitRoute } from "./jobs/submit.js";
import { addRetranslateRoute } from "./jobs/retranslate.js";
import { addSubtitleRoutes } from "./jobs/subtitles.js";
import { addTargetRoute } from "./jobs/targets.js";
import { addThumbnailRoute } from "./jobs/thumbnails.js";
import { addLanguageRoute } from "./languages.js";
import { addPageRoutes } from "./page.js";
import { addSubtitleCheckRoutes } from "./subtitle-checks.js";
import { addUploadRoutes } from "./resumable-uploads.js";
import { addSessionRoutes } from "./sessions.js";

/** In the order in which the OpenAPI document lists them. */
export const ROUTES: readonly AddRoutes[] = [
  addSubmitRoute,
  addJobRoutes,
  addStatusRoute,
  addSegmentRoute,
  addJobEventRoute,
  addEventRoutes,
  addSubtitleRoutes,
  addSubtitleCheckRoutes,
  addRetranslateRoute,
  addTargetRoute,
  addRenderRoutes,
  addPreviewRoute,
  addThumbnailRoute,
  addOutputRoute,
  addUploadRoutes,
  addSessionRoutes,
  addLanguageRoute,
  addFontRoutes,
  addInstallationRoutes,
  addPageRoutes,
  addOpenApi,
];
