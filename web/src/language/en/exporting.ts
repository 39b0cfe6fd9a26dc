/** Texts of exporting. */
export const exporting = {};
