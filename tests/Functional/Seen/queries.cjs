// Reads queries with the parsers that Prometheus' and Grafana's own editors use.
// In: [{language, text}] as JSON. Out, for each: {error, selectors: [{metric, labels}], parts}; labels are those it matches and
// those that the aggregations around it group by. Parts are what it compares and combines by conditions: an alert's expression
// gives nothing while all is well, and what it looks at has to be there.
const { createRequire } = require('node:module');
const load = createRequire(process.argv[2] + '/');
const parsers = { promql: load('@prometheus-io/lezer-promql').parser, logql: load('@grafana/lezer-logql').parser };

const conditions = new Set(['Gtr', 'Gte', 'Lss', 'Lte', 'Eql', 'EqlC', 'EqlSingle', 'Neq', 'And', 'Unless']);

function partsOf(node, text) {
  if (node.name === 'ParenExpr') return partsOf(node.firstChild, text);
  if (node.name === 'BinaryExpr') {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (conditions.has(child.name)) return [...partsOf(node.firstChild, text), ...partsOf(node.lastChild, text)];
    }
  }
  return node.name === 'NumberDurationLiteral' ? [] : [text.slice(node.from, node.to)];
}

function read({ language, text }) {
  const found = { error: null, selectors: [], parts: [] };
  const words = node => text.slice(node.from, node.to);
  const labelsIn = node => {
    const labels = [];
    node.cursor().iterate(inner => { if (inner.name === 'LabelName') labels.push(words(inner)); });
    return labels;
  };
  const walk = (node, grouped) => {
    if (node.type.isError) found.error ??= `at ${node.from}: ${text.slice(node.from, node.from + 20)}`;
    if (node.name === 'AggregateExpr') {
      const modifier = node.getChild('AggregateModifier');
      if (modifier?.getChild('By')) grouped = [...grouped, ...labelsIn(modifier)];
    }
    if (language === 'promql' && node.name === 'VectorSelector') {
      const metric = node.getChild('Identifier');
      found.selectors.push({ metric: metric ? words(metric) : '', labels: [...new Set([...labelsIn(node), ...grouped])] });
    }
    for (let child = node.firstChild; child; child = child.nextSibling) walk(child, grouped);
  };
  const top = parsers[language].parse(text).topNode;
  walk(top, []);
  if (language === 'promql' && top.firstChild) found.parts = partsOf(top.firstChild, text);
  return found;
}

console.log(JSON.stringify(JSON.parse(require('node:fs').readFileSync(0, 'utf8')).map(read)));
