// A folded panel fetches its rows the first time it is unfolded; without this a link stands there.

function filled(template, row) {
  const item = template.content.cloneNode(true);
  for (const slot of item.querySelectorAll('[data-slot]')) slot.textContent = row[slot.dataset.slot];
  item.querySelector('a').href = row.address;
  item.querySelector('.tag').classList.toggle('tone-private', row.is_private);
  return item;
}

async function unfold(panel) {
  const answer = await fetch(panel.dataset.panel, { credentials: 'same-origin' });
  if (!answer.ok || answer.redirected) throw new Error(`The panel was answered with ${answer.status}`);
  const { rows } = await answer.json();
  const template = panel.querySelector('template');
  panel.querySelector('ul').replaceChildren(...rows.map((row) => filled(template, row)));
  panel.querySelector('[data-empty]').hidden = rows.length > 0;
}

for (const panel of document.querySelectorAll('details[data-panel]')) {
  panel.addEventListener('toggle', () => {
    if (!panel.open || panel.dataset.loaded) return;
    panel.dataset.loaded = 'yes';
    unfold(panel).catch(() => delete panel.dataset.loaded); // the link still stands there
  });
}
