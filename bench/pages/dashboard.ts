/** A live dashboard: twelve charts and a table, of which something changes ten times a second. */
const styles = `
body{margin:0;font:14px/1.4 system-ui,sans-serif;background:#f5f6fa;color:#223}
.charts{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;padding:12px}
.panel{background:#fff;border:1px solid #dde;border-radius:6px;padding:8px}
svg{width:100%;height:120px}path{fill:none;stroke:#379;stroke-width:1.5}circle{fill:#379}
table{width:100%;border-collapse:collapse;background:#fff}td,th{border-bottom:1px solid #eef;padding:4px 8px;text-align:left}
.up{color:#176}.down{color:#b33}
${Array.from({ length: 300 }, (_, n) => `.c-${n}{color:hsl(${n} 60% 40%);letter-spacing:${n % 3}px}`).join('\n')}`;

export const dashboard = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Operations</title><style>${styles}</style></head><body>
<h1 id="title">Operations <small id="clock">0</small></h1><input id="search" placeholder="Filter" autocomplete="off"><button id="pause">Pause</button>
<div class="charts" id="charts"></div><table><thead><tr><th>Service</th><th>Requests</th><th>Errors</th><th>Latency</th><th>State</th></tr></thead><tbody id="rows"></tbody></table>
<script>
let seed = 7;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
const at = (id) => document.getElementById(id);
const line = () => 'M' + Array.from({ length: 60 }, (_, n) => n * 4 + ' ' + (20 + random() * 80).toFixed(1)).join('L');
function build() {
  at('charts').innerHTML = Array.from({ length: 12 }, (_, n) => '<div class="panel"><h3 class="c-' + n * 9 + '">Chart ' + n + '</h3><b class="value">0</b><svg viewBox="0 0 240 120"><g class="grid">' + Array.from({ length: 10 }, (_, g) => '<line x1="0" x2="240" y1="' + g * 12 + '" y2="' + g * 12 + '"/>').join('') + '</g><path d="' + line() + '"/>' + Array.from({ length: 60 }, (_, p) => '<circle cx="' + p * 4 + '" cy="50" r="1.5"/>').join('') + '</svg></div>').join('');
  at('rows').innerHTML = Array.from({ length: 120 }, (_, n) => '<tr data-id="' + n + '"><td>service-' + n + '</td><td>0</td><td>0</td><td>0 ms</td><td class="up">up</td></tr>').join('');
}
let paused = false;
let held = false;
let ticks = 0;
at('pause').addEventListener('click', () => { paused = !paused; at('pause').textContent = paused ? 'Go on' : 'Pause'; });
at('search').addEventListener('input', (event) => { for (const row of at('rows').children) row.hidden = !row.textContent.includes(event.target.value); });
function tick() {
  if (paused || held) return;
  ticks += 1;
  at('clock').textContent = String(ticks);
  const panel = at('charts').children[ticks % 12];
  panel.querySelector('path').setAttribute('d', line());
  panel.querySelector('.value').textContent = (random() * 1000).toFixed(0);
  for (const dot of panel.querySelectorAll('circle')) dot.setAttribute('cy', (20 + random() * 80).toFixed(0));
  for (let n = 0; n < 8; n += 1) {
    const cells = at('rows').children[Math.floor(random() * 120)].cells;
    cells[1].textContent = (random() * 1e4).toFixed(0);
    cells[3].textContent = (random() * 300).toFixed(0) + ' ms';
    cells[4].className = random() < 0.9 ? 'up' : 'down';
  }
}
build();
setInterval(tick, 100);
window.hold = (on) => { held = on; };
window.rebuild = () => { build(); };
</script></body></html>`;
