/** What jobs asked of services on the network: requests, characters and tokens of each. */

/** What was asked of a service. Repeated requests count each time. */
export interface ServiceUse {
  requests: number;
  /** Characters of source text. */
  characters: number;
  /** Tokens of questions and answers, if the service counts them. */
  tokens: number;
}

/**
 * SQL for the column `services` of a job with more use added.
 *
 * @param more the parameter with a Record of ServiceUse as JSON
 */
export function addedUse(more: string): string {
  return `(SELECT services || coalesce(jsonb_object_agg(id, sum), '{}') FROM (
    SELECT id, (SELECT jsonb_object_agg(what, amount::numeric + coalesce((services -> id ->> what)::numeric, 0))
      FROM jsonb_each_text(used) AS one (what, amount)) AS sum
    FROM jsonb_each(${more}::jsonb) AS asked (id, used)) AS sums)`;
}
