import type { Fields } from '../../cel/predicate';
import { apiDefaults } from './api-defaults';
import { coreDefaults } from './core-defaults';
import { type Fill, mapIn } from './fill';
import { workloadDefaults } from './workload-defaults';

/**
 * By the name of the type. They follow the defaulting functions of Kubernetes' API packages one by one; the tests against a real API server
 * compare what comes out.
 */
const fills: ReadonlyMap<string, Fill> = new Map(Object.entries({ ...coreDefaults, ...workloadDefaults, ...apiDefaults }));

/** The fields of an object of a type, with what the API server fills in. */
export function withDefaults(type: string, fields: Fields, minor: number): Fields {
  return fills.get(type)?.(fields, minor) ?? fields;
}

/** An admission plug-in that is on in every cluster keeps these from being deleted while they are in use. */
const FINALIZERS: Readonly<Record<string, string>> = {
  'core.v1.PersistentVolume': 'kubernetes.io/pv-protection',
  'core.v1.PersistentVolumeClaim': 'kubernetes.io/pvc-protection',
  'storage.v1.VolumeAttributesClass': 'kubernetes.io/vac-protection',
};

/** The whole of an object, with what is filled in only there, and not where its type is a part of another. */
export function withObjectDefaults(type: string, object: Fields, minor: number): Fields {
  const filled = withDefaults(type, object, minor);
  const finalizer = FINALIZERS[type];
  if (finalizer === undefined) return filled;
  const metadata = mapIn(filled, 'metadata');
  const given = Array.isArray(metadata['finalizers']) ? (metadata['finalizers'] as readonly unknown[]) : [];
  return given.includes(finalizer) ? filled : { ...filled, metadata: { ...metadata, finalizers: [...given, finalizer] } };
}
