import { podNoServiceLinks } from '../../../src/controls/pod/pod-no-service-links';
import { container, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const field = 'spec.enableServiceLinks';
const needs = 'whether the program finds Services by its environment';

testControl(podNoServiceLinks, {
  allows: [{ name: 'false', spec: podOf(container(), { enableServiceLinks: false }) }],
  denies: [
    { name: 'an unset field', spec: podOf(container()), field, needs },
    { name: 'true', spec: podOf(container(), { enableServiceLinks: true }), field, needs },
  ],
});
