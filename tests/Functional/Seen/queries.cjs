// Reads queries with the parsers that Prometheus' and Grafana's own editors use.
// In: [{language, text}] as JSON. Out, for each: {error, selectors: [{metric, labels}]}; labels are those it matches and
// those that the aggregations around it group by.
const { createRequire } = require('node:module');
const load = createRequire(process.argv[2] + '/');
const parsers = { promql: load('@prometheus-io/lezer-promql').parser, logql: load('@grafana/lezer-logql').parser };

function read({ language, text }) {
  const found = { error: null, selectors: [] };
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
  walk(parsers[language].parse(text).topNode, []);
  return found;
}

console.log(JSON.stringify(JSON.parse(require('node:fs').readFileSync(0, 'utf8')).map(read)));
