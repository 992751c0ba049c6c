// The lines of the selected resource: kept, filtered, and followed while the end is in sight.
import { element, make } from './dom.js';

const MOST = 2000;
const ORDER = ['none', 'debug', 'info', 'warning', 'error'];
const log = element('log');
const filter = element('log-filter');
const level = element('log-level');
const pause = element('log-pause');
let lines = [];
let hasLog = true;
let missed = 0;

export function forgetLines() {
  lines = [];
  missed = 0;
  draw();
}

export function showLog(resource) {
  log.setAttribute('aria-label', `Log of ${resource.name}`);
  if (hasLog !== resource.hasLog) {
    hasLog = resource.hasLog;
    draw();
  }
}

/** Takes new lines; numbers that were left out were more than could be sent. */
export function takeLines(more, seen) {
  const gap = seen > 0 ? more[0].number - seen - 1 : 0;
  if (gap > 0) lines.push({ gap });
  lines.push(...more);
  lines.splice(0, lines.length - MOST);
  if (isPaused()) {
    missed += more.length;
    count();
  } else if (log.childElementCount === 0 || log.querySelector('.empty')) {
    draw();
  } else {
    const follows = isAtEnd();
    log.append(...(gap > 0 ? [line({ gap })] : []), ...more.filter(isWanted).map(line));
    while (log.childElementCount > MOST) log.firstElementChild.remove();
    if (follows) log.scrollTop = log.scrollHeight;
    count();
  }
}

const isPaused = () => pause.getAttribute('aria-pressed') === 'true';
const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 40;

function isWanted(entry) {
  if (entry.gap) return true;
  const needle = filter.value.trim().toLowerCase();
  return ORDER.indexOf(entry.level) >= Number(level.value) && (!needle || entry.text.toLowerCase().includes(needle));
}

const line = (entry) => entry.gap ? make('p', { class: 'gap' }, `… ${entry.gap} lines left out`) : make('p', { class: entry.level }, entry.text || ' ');

function draw() {
  const wanted = lines.filter(isWanted);
  const nothing = !hasLog ? 'It writes no log of its own.' : lines.length ? 'No line fits the filter.' : 'Nothing written yet.';
  log.replaceChildren(...(wanted.length ? wanted.map(line) : [make('p', { class: 'empty' }, nothing)]));
  log.scrollTop = log.scrollHeight;
  count();
}

function count() {
  const wanted = lines.filter((entry) => !entry.gap && isWanted(entry)).length;
  const all = lines.filter((entry) => !entry.gap).length;
  element('log-count').textContent = isPaused() ? `paused, ${missed} new` : wanted === all ? `${all} lines` : `${wanted} of ${all} lines`;
}

filter.addEventListener('input', draw);
level.addEventListener('change', draw);
pause.addEventListener('click', () => {
  pause.setAttribute('aria-pressed', !isPaused());
  missed = 0;
  if (!isPaused()) draw();
  count();
});
