/** Where random numbers come from. */
export interface Draws {
  /** In [0, 1). */
  uniform(): number;
  /** Of the standard normal distribution. */
  normal(): number;
}
