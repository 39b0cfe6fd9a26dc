/** Texts of editor. */
export const editor = {};
