// Preloaded: gives a program that is not to be changed for it nodes with AppArmor, and asks for the old annotations.
const Module = require('node:module');

const load = Module.prototype.require;
Module.prototype.require = function requireWithAnnotations(name) {
  const loaded = load.call(this, name);
  if (name !== 'casemate/constructs') return loaded;
  return { ...loaded, declarePlatform: (scope, platform) => loaded.declarePlatform(scope, { ...platform, nodeOs: 'ubuntu', legacyAnnotations: true }) };
};
