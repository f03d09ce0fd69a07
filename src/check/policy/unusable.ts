/** The reason of what needs an expression that cannot be used. Why that is so is said once for the policy, not for each object. */
export const UNUSABLE = 'it uses an expression that cannot be evaluated';
