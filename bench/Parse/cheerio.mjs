// The same pages and fields with npm's cheerio: node cheerio.mjs CACHE PAGES. PAGES is a JSON array in a file. Writes a line of
// the values of each page, then for each line that it is sent the milliseconds that all pages took.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [cache, file] = process.argv.slice(2);
const cheerio = createRequire(cache + '/')('cheerio');
const pages = JSON.parse(readFileSync(file, 'utf8'));

const clean = text => text.replace(/\s+/g, ' ').trim();
const first = (list) => list.find(value => value !== undefined && value !== null && clean(String(value)) !== '');
const number = text => { const m = /\d[\d,]*(?:\.\d+)?/.exec(text ?? ''); return m ? Number(m[0].replace(/,/g, '')) : undefined; };
const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
function day(text) {
  let m = /(\d{4})-(\d\d)-(\d\d)/.exec(text ?? '');
  if (m) return m[0];
  m = /(\d{1,2}) (\w+) (\d{4})/.exec(text ?? '');
  return m ? `${m[3]}-${String(months.indexOf(m[2].toLowerCase()) + 1).padStart(2, '0')}-${m[1].padStart(2, '0')}` : undefined;
}

function read(html) {
  const $ = cheerio.load(html);
  const key = text => text.toLowerCase().replace(/\s+/g, '').replace(/:$/, '');
  const labels = new Map();
  $('tr').each((_, row) => {
    const cells = $(row).children('th,td');
    if (cells.length === 2) { const k = key(cells.eq(0).text()); if (!labels.has(k)) labels.set(k, clean(cells.eq(1).text())); }
  });
  $('dt').each((_, dt) => { const k = key($(dt).text()); if (!labels.has(k)) labels.set(k, clean($(dt).nextAll('dd').first().text())); });
  const label = (...names) => first(names.map(name => labels.get(key(name))));
  let product;
  $('script[type="application/ld+json"]').each((_, script) => {
    const json = JSON.parse($(script).text());
    product ??= (json['@graph'] ?? [json]).find(node => node['@type'] === 'Product');
  });
  const property = name => product?.additionalProperty?.find(p => p.name.toLowerCase() === name)?.value;
  const css = selector => { const e = $(selector).first(); return e.length ? e.attr('content') ?? e.attr('datetime') ?? clean(e.text()) : undefined; };
  const images = selector => { const list = $(selector).map((_, e) => $(e).attr('src')).get(); return list.length ? list : undefined; };
  return {
    brand: first([css('[itemprop=brand]'), product?.brand?.name, label('Brand')]),
    model: first([css('[data-model]'), product?.model, label('Model name')]),
    battery: number(first([css('[data-spec=battery]'), property('battery'), label('Battery', 'Battery capacity')])),
    display: number(first([css('[data-spec=display]'), property('display'), label('Display size')])),
    memory: number(first([css('[data-spec=memory]'), property('memory'), label('Memory')])),
    weight: number(first([css('[data-spec=weight]'), product?.weight?.value === undefined ? undefined : String(product.weight.value), label('Weight')])),
    price: number(first([css('[itemprop=price]'), product?.offers?.price, label('Price')])),
    released: day(first([css('[itemprop=releaseDate]'), product?.releaseDate, label('Released')])),
    images: images('img[data-image]') ?? product?.image ?? images('img.photo'),
  };
}

for (const page of pages) console.log('V ' + JSON.stringify(read(page)));
for await (const _ of createInterface({ input: process.stdin })) {
  const started = process.hrtime.bigint(), before = process.cpuUsage();
  for (const page of pages) read(page);
  const took = Number(process.hrtime.bigint() - started) / 1e6, used = process.cpuUsage(before);
  console.log(`R ${took} ${(used.user + used.system) / 1000}`);
}
