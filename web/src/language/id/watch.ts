/** Texts of watch. */
export const watch = {};
