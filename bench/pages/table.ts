/** A table of about so many nodes that can be built anew as a whole. */
export function table(nodes: number): string {
  const rows = Math.round((nodes - 40) / 13);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${rows} orders</title><style>
body{margin:16px;font:13px/1.4 system-ui,sans-serif}table{border-collapse:collapse;width:100%;table-layout:fixed}td{border-bottom:1px solid #eee;padding:2px 6px}
</style></head><body><h1>Orders</h1><input id="search" autocomplete="off"><button id="again">Again</button><table><tbody id="rows"></tbody></table>
<script>
let turn = 0;
function row(n) {
  const tr = document.createElement('tr');
  tr.className = n % 2 ? 'odd' : 'even';
  for (const text of ['#' + (10000 + n), 'Customer ' + (n * 7919) % 997, ((n * 104729) % 99991 / 100).toFixed(2) + ' €', ['paid', 'open', 'sent'][n % 3], '2026-' + String(n % 12 + 1).padStart(2, '0'), 'turn ' + turn]) {
    const td = document.createElement('td');
    td.textContent = text;
    tr.append(td);
  }
  return tr;
}
function build() {
  const rows = Array.from({ length: ${rows} }, (_, n) => row(turn % 2 ? ${rows} - n : n));
  document.getElementById('rows').replaceChildren(...rows);
}
build();
document.getElementById('again').addEventListener('click', () => { document.querySelector('#rows tr td').textContent = 'again ' + ++turn; });
window.rebuild = () => { turn += 1; build(); };
</script></body></html>`;
}
