/** Under construction. */
export function JobScreen({ id }: { id: string }) {
  return <h1>{id}</h1>;
}
