/** Bundles one service, run from its folder by `pnpm build`. */
import { bundle } from './src/install/bundle.ts';

await bundle(process.cwd());
