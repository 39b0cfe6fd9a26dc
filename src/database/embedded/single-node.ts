/** What a database of which there is one copy says of its copies. */
import type { Queryable, ReplicaLag, Rows } from "../database.js";
import { placeAfterWrite } from "../lsn.js";

export abstract class OnlyCopy implements Queryable {
  abstract query<Row extends object = Record<string, never>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<Rows<Row>>;

  reader(): Queryable {
    return this;
  }

  wrote(): Promise<string> {
    return placeAfterWrite(this);
  }

  replicaLags(): readonly ReplicaLag[] {
    return [];
  }

  primaryHost(): string | null {
    return null;
  }
}
