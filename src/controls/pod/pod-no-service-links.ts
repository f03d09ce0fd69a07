import { control, needs } from '../control';
import { attack, owaspK10 } from '../references';

export const podNoServiceLinks = control({
  id: 'pod-no-service-links',
  title: 'The environment of containers does not list the Services of their namespace',
  layer: 'container',
  component: 'pod',
  severity: 'low',
  rationale: 'The variables are a map of the namespace: names, addresses and ports of everything that can be attacked from here.',
  remediation: 'Set enableServiceLinks to false in the pod spec; programs find Services by their DNS names.',
  references: [owaspK10('2025', 'K01'), attack('T1613')],
  each: 'podSpec',
  field: 'enableServiceLinks',
  expected: 'false',
  revisions: {
    '1.13': 'podSpec.?enableServiceLinks.orValue(true) == false',
  },
  fix: needs('whether the program finds Services by its environment, as in DB_SERVICE_HOST', false),
});
