import type { AnyControl } from '../../controls/any-control';
import type { Peers } from '../../controls/control';

/** Every control, by id. */
export type ControlsById = ReadonlyMap<string, AnyControl>;

/** The ids of the checks of another tool that are the same as a control. */
export const peerIds = (controlId: string, tool: keyof Peers, controls: ControlsById): readonly string[] => [controls.get(controlId)?.peers?.[tool] ?? []].flat();
