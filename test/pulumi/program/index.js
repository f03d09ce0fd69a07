// One pod, as the environment of the test has it.
const { join } = require('node:path');
const { env } = require('node:process');
const pulumi = require('@pulumi/pulumi');
const { Pod } = require('@pulumi/kubernetes/core/v1/pod');

const { hardenStack } = require(join(env.CASEMATE_ROOT, 'lib/stacks'));

const { options, securityContext } = JSON.parse(env.CASEMATE_PROGRAM);
if (options !== undefined) hardenStack({ ...options, now: new Date(options.now) });

new Pod('web', {
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1', securityContext, env: [{ name: 'MODE', value: pulumi.secret('hunter2-in-the-state') }] }] },
});
