import { networkNoExternalIps } from '../../../src/controls/network/network-no-external-ips';
import { service } from '../../support/network';
import { testControl } from '../../support/test-control';

testControl(networkNoExternalIps, {
  allows: [
    { name: 'unset', object: service({}) },
    { name: 'an empty list', object: service({ externalIPs: [] }) },
  ],
  denies: [
    { name: 'an address', object: service({ externalIPs: ['203.0.113.1'] }), field: 'spec.externalIPs', needs: 'how else the traffic' },
    { name: 'two addresses', object: service({ externalIPs: ['203.0.113.1', '203.0.113.2'] }), field: 'spec.externalIPs', needs: 'how else the traffic' },
  ],
});
