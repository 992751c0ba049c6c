// The same photographs to the same size and quality with npm's sharp, two at a time. Reads lines of "quality<TAB>side<TAB>file" and
// writes for each round the milliseconds it took, the processor's and the bytes: node sharp.mjs FOLDER EFFORT ROUNDS < list
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [folder, effort, rounds] = process.argv.slice(2);
const sharp = createRequire(folder + '/')('sharp');
sharp.cache(false);

const list = readFileSync(0, 'utf8').trim().split('\n').map(line => line.split('\t'));

async function convert([quality, side, file]) {
  const webp = await sharp(file)
    .rotate()
    .resize(Number(side), Number(side), { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: Number(quality), effort: Number(effort) })
    .toBuffer();
  return webp.length;
}

async function round() {
  let next = 0;
  let bytes = 0;
  const worker = async () => {
    while (next < list.length) {
      const length = await convert(list[next++]);
      bytes += length;
    }
  };
  const cpu = process.cpuUsage();
  const started = process.hrtime.bigint();
  await Promise.all([worker(), worker()]);
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  const used = process.cpuUsage(cpu);
  return { ms, cpu: (used.user + used.system) / 1e3, bytes };
}

for (let i = 0; i < Number(rounds); i++) {
  const { ms, cpu, bytes } = await round();
  console.log(`${ms} ${cpu} ${bytes}`);
}
