export { closest } from './closest';
export { type Deprecation, deprecationOf, type KindReference, kindsOf, kindStatus, schemaOf } from './kinds';
export { type FieldType, ObjectType } from './types';
export { type SchemaProblem, validate } from './validate';
