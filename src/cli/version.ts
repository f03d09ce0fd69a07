/** The version of the kit, as published. */
export const version: string = (require('casemate/package.json') as { readonly version: string }).version;
