/** Under construction. */
export function NewJobScreen() {
  return <h1>NewJob</h1>;
}
