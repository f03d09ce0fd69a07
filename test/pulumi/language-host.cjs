// A language host for programs and policy packs in JavaScript: what `pulumi-language-nodejs` is to an engine, over the SDK's own protocol and entry
// points. It stands in for the one of the Pulumi distribution, which does not build from its Go module.
const { spawn } = require('node:child_process');
const { createRequire } = require('node:module');

const sdk = createRequire(require.resolve('@pulumi/pulumi'));
const grpc = sdk('@grpc/grpc-js');
const { LanguageRuntimeService } = sdk('@pulumi/pulumi/proto/language_grpc_pb');
const language = sdk('@pulumi/pulumi/proto/language_pb');
const plugin = sdk('@pulumi/pulumi/proto/plugin_pb');

/** What the SDK exits with when it has told the user itself what is wrong. */
const TOLD = 32;
let engine = process.argv.slice(2).findLast((argument) => !argument.startsWith('-'));

const run = (script, args, env, cwd) => spawn(process.execPath, [sdk.resolve(`@pulumi/pulumi/cmd/${script}`), ...args], { cwd, env: { ...process.env, ...env } });

const service = {
  handshake: ({ request }, answer) => {
    engine = request.getEngineAddress() || engine;
    answer(null, new language.LanguageHandshakeResponse());
  },
  getPluginInfo: (_, answer) => {
    const info = new plugin.PluginInfo();
    info.setVersion('3.248.0');
    answer(null, info);
  },
  getRequiredPlugins: (_, answer) => answer(null, new language.GetRequiredPluginsResponse()),
  getRequiredPackages: (_, answer) => answer(null, new language.GetRequiredPackagesResponse()),
  getProgramDependencies: (_, answer) => answer(null, new language.GetProgramDependenciesResponse()),
  run: ({ request }, answer) => {
    const flags = {
      monitor: request.getMonitorAddress(), engine, organization: request.getOrganization(), project: request.getProject(), stack: request.getStack(),
      pwd: request.getPwd(), parallel: request.getParallel(),
    };
    const args = [...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]), ...(request.getDryrun() ? ['--dry-run'] : []), request.getInfo().getProgramDirectory()];
    const env = { PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toObject())), PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()) };
    const child = run('run', args, env, request.getPwd());
    child.stdout.pipe(process.stderr);
    child.stderr.pipe(process.stderr);
    child.on('exit', (code) => {
      const response = new language.RunResponse();
      if (code === TOLD) response.setBail(true);
      else if (code !== 0) response.setError(`the program exited with ${code}`);
      answer(null, response);
    });
  },
  runPlugin: (call) => {
    const { request } = call;
    const env = Object.fromEntries(request.getEnvList().map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
    const folder = request.getInfo().getProgramDirectory();
    const child = run('run-policy-pack', [...request.getArgsList(), folder], env, folder);
    const send = (method) => (chunk) => {
      const response = new language.RunPluginResponse();
      response[method](chunk);
      call.write(response);
    };
    child.stdout.on('data', send('setStdout'));
    child.stderr.on('data', send('setStderr'));
    child.on('exit', (code) => {
      send('setExitcode')(code ?? 1);
      call.end();
    });
    call.on('cancelled', () => child.kill());
  },
};

const server = new grpc.Server({ 'grpc.max_receive_message_length': -1 });
server.addService(LanguageRuntimeService, service);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
