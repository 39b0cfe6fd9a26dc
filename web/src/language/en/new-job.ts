/** Texts of new-job. */
export const newJob = {};
