// The controls as policies, as the environment of the test has them.
const { join } = require('node:path');
const { env } = require('node:process');
const { PolicyPack } = require('@pulumi/policy');

const { controls } = require(join(env.CASEMATE_ROOT, 'lib/src'));
const { hardenPolicies } = require(join(env.CASEMATE_ROOT, 'lib/stacks'));

const { enforcementLevel, names, exceptions, now } = JSON.parse(env.CASEMATE_POLICIES);
new PolicyPack('casemate', {
  enforcementLevel,
  policies: hardenPolicies({ controls: names.map((name) => controls[name]), exceptions, now: new Date(now) }),
});
