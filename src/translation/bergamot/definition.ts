/** Firefox's models as a translator. */
import type { TranslatorDefinition } from "../translator.js";
import { BergamotTranslator } from "./bergamot.js";
import { folderDigest, modelFolders } from "./model-folders.js";
import { allModelRoutes, findRoute, routeRefusal } from "./routes.js";

/** Changes if the same models make other text of the same input. The package's version is fixed in package.json. */
const VERSION = "bergamot 1 of 0.4.9";

export const BERGAMOT: TranslatorDefinition = {
  id: "bergamot",
  name: "Bergamot",
  howToInstall: "sister models pull translate/en-id",
  routes: (env) => allModelRoutes(modelFolders(env)),
  canTranslate: (route, env) => findRoute(route, modelFolders(env)) !== null,
  refusal: (route, env) => routeRefusal(route, modelFolders(env)),
  identity: (route, env) => {
    const models = findRoute(route, modelFolders(env)) ?? [];
    return [VERSION, ...models.map((model) => `${model.name} ${folderDigest(model)}`)].join(", ");
  },
  open: (env) => Promise.resolve(new BergamotTranslator(env)),
};
