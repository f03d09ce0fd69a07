/** Why an expression cannot be used, found before it runs. */
export class ExpressionRefused extends Error {
  constructor(
    /** `api-server`: it refuses the policy too. `here`: it may not, but this kit cannot evaluate the expression. */
    readonly by: 'api-server' | 'here',
    /** The reason, as a clause: "there is no function frobnicate". */
    reason: string,
  ) {
    super(reason);
  }
}

export const refusedByServer = (reason: string): ExpressionRefused => new ExpressionRefused('api-server', reason);
export const refusedHere = (reason: string): ExpressionRefused => new ExpressionRefused('here', reason);
