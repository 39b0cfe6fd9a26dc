/** Work for executor.ts. Functions that run on other ranks are in a module of their own: they are named by module and export. */

/** How many prime numbers there are in `[from, to)`. */
export function countPrimes(from: number, to: number): number {
  let count = 0;
  for (let n = Math.max(from, 2); n < to; n++) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= n && isPrime; divisor++) isPrime = n % divisor !== 0;
    if (isPrime) count++;
  }
  return count;
}
