import { describe, expect, it } from "vitest";
import { BodyMemory, type BodyClaim } from "./body-memory.js";

const MIB = 2 ** 20;
const busy = { status: 429, headers: { "Retry-After": "2" } };
const full = { status: 503, headers: { "Retry-After": "2" } };

/** What a claim throws; null if it is granted. */
function refusalOf(claim: BodyClaim, bytes: number): unknown {
  try {
    claim.grow(bytes);
    return null;
  } catch (error) {
    return error;
  }
}

describe("the memory of request bodies", () => {
  it("is 64 MiB for an owner: more is refused with 429, whatever others hold", () => {
    const memory = new BodyMemory();
    const [first, second] = [memory.begin("ada"), memory.begin("ada")];
    expect([refusalOf(first, 32 * MIB), refusalOf(second, 32 * MIB)]).toEqual([null, null]);
    expect(refusalOf(memory.begin("ada"), 1)).toMatchObject(busy);
    expect(refusalOf(memory.begin("bob"), 64 * MIB)).toBeNull();
    second.release();
    expect(refusalOf(memory.begin("ada"), 32 * MIB)).toBeNull();
  });

  it("is 256 MiB for all owners: more is refused with 503 until a body is released", () => {
    const memory = new BodyMemory();
    const held = ["ada", "bob", "cleo", "dan"].map((owner) => memory.begin(owner));
    for (const claim of held) expect(refusalOf(claim, 64 * MIB)).toBeNull();
    const another = memory.begin("eve");
    expect(refusalOf(another, 1)).toMatchObject(full);
    held[0]?.release();
    expect(refusalOf(another, 64 * MIB)).toBeNull();
    expect(refusalOf(memory.begin("ada"), 1)).toMatchObject(full);
  });

  it("is not taken by a refused body, and is released once", () => {
    const memory = new BodyMemory({ perOwner: 10, inTotal: 10 });
    const claim = memory.begin("ada");
    claim.grow(4);
    expect(refusalOf(claim, 7)).toMatchObject(busy);
    claim.grow(6);
    claim.release();
    claim.release();
    expect(refusalOf(memory.begin("bob"), 10)).toBeNull();
    expect(refusalOf(memory.begin("cleo"), 1)).toMatchObject(full);
  });
});
