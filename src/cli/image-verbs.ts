import type { Command } from 'commander';
import { exitCodesHelp, type Finish } from './exit-code';
import type { ImagesPinFlags } from './images';
import { INPUTS } from './options';
import type { Streams } from './streams';

/** Adds `casemate images`. */
export function addImages(program: Command, streams: Streams, finish: Finish): void {
  const images = program.command('images').description('what is behind the tags of images');
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  images.command('pin')
    .description('record the digests of images in a lock, for Image.locked() in a program and for fix')
    .argument('[inputs...]', `${INPUTS}, whose images are pinned (default: those that are recorded already)`)
    .option('--online', 'ask the registries; nothing else of casemate uses the network')
    .option('--image <name>', 'an image to pin, as registry/name:tag; may be repeated', collect)
    .option('--update', 'ask again for what is recorded already, and say which tags moved')
    .option('--lock <file>', 'the lock (default: images.lock.json)')
    .addHelpText('after', exitCodesHelp)
    .action(async (inputs: string[], flags: ImagesPinFlags) => {
      const { runImagesPin } = require('./images') as typeof import('./images');
      finish(await runImagesPin(inputs, flags, streams));
    });
}
