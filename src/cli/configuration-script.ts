import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, resolve } from 'node:path';
import type * as TypeScript from 'typescript';
import { defineConfig } from '../configuration';
import { CasemateError } from '../error';

/** Runs a configuration that is a program, and returns what it exports. */
export function runConfiguration(file: string): unknown {
  try {
    const exported = /\.[cm]?ts$/.test(file) ? runTypeScript(file) : createRequire(file)(file) as unknown;
    return defaultOf(exported);
  } catch (error) {
    if (error instanceof CasemateError) throw error;
    const message = `the configuration fails: ${error instanceof Error ? error.message : String(error)}`;
    throw new CasemateError({ code: 'CM4303', message, place: { file }, repair: 'Run it with `node`, and mend what it prints.' }, { cause: error });
  }
}

/** Modules that were compiled from others carry their default export under that name. */
function defaultOf(exported: unknown): unknown {
  return typeof exported === 'object' && exported !== null && 'default' in exported ? exported.default : exported;
}

/** Node 20 does not run TypeScript: the compiler of the project strips the types. Nothing is checked. */
function runTypeScript(file: string): unknown {
  const typescript = compilerFor(file);
  const { outputText } = typescript.transpileModule(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2023, esModuleInterop: true },
  });
  const module: { exports: unknown } = { exports: {} };
  // The text is a program of the user's own project, as any other configuration that is a program.
  new Function('exports', 'require', 'module', '__filename', '__dirname', outputText)(module.exports, requireFor(file), module, file, dirname(file));
  return module.exports;
}

function compilerFor(file: string): typeof TypeScript {
  try {
    return createRequire(file)('typescript') as typeof TypeScript;
  } catch (error) {
    throw new CasemateError({
      code: 'CM4304',
      message: 'a configuration in TypeScript needs the package typescript in the project',
      place: { file },
      repair: 'Install it (`npm install --save-dev typescript`), or write the configuration as casemate.config.yaml.',
    }, { cause: error });
  }
}

/** What the program imports: its own TypeScript, the kit even where it is not installed in the project, and everything else as Node finds it. */
function requireFor(file: string): (name: string) => unknown {
  const require = createRequire(file);
  return (name) => {
    const path = name.startsWith('.') ? resolve(dirname(file), extname(name) === '' ? `${name}.ts` : name) : '';
    if (path.endsWith('.ts')) return runTypeScript(path);
    try {
      return require(name) as unknown;
    } catch (error) {
      if (name !== 'casemate') throw error;
      return { defineConfig };
    }
  };
}
