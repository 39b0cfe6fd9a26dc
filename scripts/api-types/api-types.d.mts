/** See api-types.mjs. */
export function apiTypes(document: object): Promise<string>;
