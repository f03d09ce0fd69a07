'use strict';

// Loads the command line from one file instead of two hundred: finding them takes longer than judging a small manifest. The modules are Node's
// own all the same, under the names of their files. So a configuration that is a program and requires `casemate` gets these, and not a second catalogue.
const { readFileSync } = require('node:fs');
const { Module } = require('node:module');
const { dirname, join, posix } = require('node:path');
const { Script } = require('node:vm');

const lib = join(__dirname, '..', 'lib');
const file = join(lib, 'modules.js');
const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData: readCompiled() });
const modules = script.runInThisContext();

/** The exports of a module, by its path in `lib`. */
module.exports = function load(path) {
  const filename = join(lib, path);
  const known = require.cache[filename];
  if (known !== undefined) return known.exports;
  const loaded = new Module(filename, module);
  loaded.filename = filename;
  require.cache[filename] = loaded;
  const folder = posix.dirname(path);
  const find = (request) => (request.startsWith('.') ? loadFrom(posix.join(folder, request)) : require(request));
  modules[path].call(loaded.exports, loaded.exports, find, loaded, filename, dirname(filename));
  loaded.loaded = true;
  return loaded.exports;
};

function loadFrom(path) {
  if (path.endsWith('.json')) return require(join(lib, path));
  return module.exports(`${path}.js` in modules ? `${path}.js` : `${path}/index.js`);
}

/** What a Node of the same version compiled when the kit was built. Any other compiles anew, and so does one without it. */
function readCompiled() {
  try {
    return readFileSync(join(lib, 'modules.compiled'));
  } catch {
    return undefined;
  }
}

/** Whether Node took what was compiled when the kit was built. */
module.exports.isCompiledAhead = script.cachedDataRejected === false;

/** For the build: what was compiled so far. */
module.exports.compiled = () => script.createCachedData();
