// The last replies, and of one of them the waterfall as the AppHost has computed it.
import { clock, complain, element, make, markCurrent } from './dom.js';

const COLOURS = { 'first words': 'words', afterwards: 'work' };
let list = [];
let chosen = null;
let shown = null;
let several = false;

export const duration = (ms) => ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : ms >= 100 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;

export function showReplies(news) {
  list = news.replies;
  const none = element('no-replies');
  none.hidden = list.length > 0;
  if (news.elsewhere) none.textContent = `Traces go to ${news.elsewhere}, as OTEL_EXPORTER_OTLP_ENDPOINT says.`;
  const focused = document.activeElement?.dataset?.reply;
  element('replies').replaceChildren(...list.map(entry));
  if (focused) element('replies').querySelector(`[data-reply="${CSS.escape(focused)}"]`)?.focus();
}

function entry(reply) {
  const words = reply.firstWordsMs == null ? reply.status : `first words ${duration(reply.firstWordsMs)}`;
  return make('li', {}, make('a', { href: `#traces/${reply.replyId}`, 'data-reply': reply.replyId, 'aria-current': reply.replyId === chosen ? 'true' : null },
    make('span', { class: 'when' }, clock(reply.startedAt)),
    make('span', { class: `took ${reply.status}` }, reply.status === 'failed' ? 'failed' : duration(reply.durationMs)),
    make('small', {}, `…${reply.replyId.slice(-8)}`),
    make('small', { class: 'took' }, words)));
}

export function showReply(id) {
  chosen = id;
  for (const link of element('replies').querySelectorAll('a')) {
    markCurrent(link, link.dataset.reply === id);
  }
  element('find-id').value = id ?? '';
  if (!id) {
    element('waterfall').hidden = true;
    shown = null;
    return;
  }
  load(id);
}

/** What is on the screen may have got more spans. */
export function refreshReply() {
  if (chosen && !element('traces').hidden) load(chosen, true);
}

async function load(id, quietly = false) {
  try {
    const answer = await fetch(`/api/replies/${encodeURIComponent(id)}`);
    const body = await answer.json();
    if (id !== chosen) return;
    complain(answer.ok || quietly ? '' : body.problem);
    if (answer.ok) {
      shown = body;
      draw();
    } else if (!quietly) {
      element('waterfall').hidden = true;
    }
  } catch {
    if (!quietly) complain('The AppHost does not answer.');
  }
}

function draw() {
  element('waterfall').hidden = false;
  element('waterfall-title').textContent = `Reply ${shown.replyId}`;
  const numbers = [
    ['First words', shown.firstWordsMs == null ? '–' : duration(shown.firstWordsMs)],
    ['In all', shown.status === 'done' ? duration(shown.durationMs) : `${duration(shown.durationMs)}, ${shown.status}`],
    ['Asked at', clock(shown.startedAt)],
  ];
  element('numbers').replaceChildren(...numbers.map(([name, text]) => make('div', {}, make('dt', {}, name), make('dd', {}, text))));
  const end = Math.max(shown.endMs, 0.001);
  element('axis').replaceChildren(...[0, .25, .5, .75, 1].map((share) => {
    const mark = make('span', {}, share === 0 ? '0' : duration(end * share));
    mark.style.left = `${share * 100}%`;
    return mark;
  }));
  const all = element('all-bars').checked;
  several = new Set(shown.bars.map((bar) => bar.service)).size > 1;
  element('bars').replaceChildren(...shown.bars.filter((bar) => all || bar.stage !== 'database').map((bar, at, bars) => row(bar, end, bars[at - 1])));
}

function row(bar, end, before) {
  const mark = make('i', { class: `${COLOURS[bar.stage] ?? bar.stage} ${bar.failed ? 'failed' : ''}` });
  const start = Math.min(Math.max(bar.offsetMs, 0), end);
  mark.style.left = `min(${100 * start / end}%, calc(100% - 3px))`;
  mark.style.width = `${100 * Math.min(bar.durationMs, end - start) / end}%`;
  const title = make('th', { scope: 'row' }, make('span', { class: 'stage' }, bar.stage, bar.failed ? make('span', { class: 'fell' }, ' failed') : null), ' ', make('small', {}, name(bar, before)));
  title.style.paddingLeft = `${Math.min(bar.depth, 6) * 14}px`;
  return make('tr', { title: about(bar) },
    title,
    make('td', {}, make('div', { class: 'track', 'aria-hidden': 'true' }, mark)),
    make('td', { class: 'number' }, duration(Math.max(bar.offsetMs, 0))),
    make('td', { class: 'number' }, duration(bar.durationMs)));
}

/** The program is named where it is another one than in the line above. */
function name(bar, before) {
  const text = bar.name === bar.stage ? '' : bar.name;
  return [text, !several || bar.service === before?.service ? '' : `in ${bar.service}`].filter(Boolean).join(' · ');
}

const about = (bar) => [bar.name, `${bar.service} ${bar.instance}`, ...Object.entries(bar.details).map(([key, value]) => `${key}: ${value}`)].join('\n');

element('all-bars').addEventListener('change', () => shown && draw());
element('find').addEventListener('submit', (event) => {
  event.preventDefault();
  const id = element('find-id').value.trim();
  if (id) location.hash = `traces/${encodeURIComponent(id)}`;
});
