/** A difference between the product and the oracle, or a promise of the product that does not hold. */
export class Difference extends Error {
  override name = 'Difference'
}
