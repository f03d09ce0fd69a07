export { closest } from './closest';
export { type KindReference, type KindStatus, kindsOf, kindStatus, type ObjectSchema, schemaOf } from './kinds';
export { fieldRanges, type Field, type FieldType, objectType, ObjectType } from './types';
export { type SchemaProblem, validate } from './validate';
