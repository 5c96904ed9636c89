// Ranking: real up and down buttons (submit buttons without scripts), arrow keys, dragging by the dots.
// The order of the rows is the order; hidden <field>-<n>-rank inputs carry it to the server.

const GAP = 10;

class Ranking {
  constructor(list) {
    this.list = list;
    this.live = document.getElementById(list.dataset.rank);
    list.addEventListener('click', (event) => this.pressed(event));
    list.addEventListener('keydown', (event) => this.keyed(event));
    list.addEventListener('pointerdown', (event) => this.grabbed(event));
    list.addEventListener('list:changed', () => this.number());
    list.closest('[data-section]')?.addEventListener('draft:restored', () => this.restore());
    this.number();
  }

  get rows() {
    return [...this.list.children].filter((row) => !row.classList.contains('gone'));
  }

  rank(row) {
    return row.querySelector('input[name$="-rank"]');
  }

  name(row) {
    const typed = row.querySelector('input[type="text"], textarea');
    return (typed?.value || row.querySelector('b')?.textContent || '').trim();
  }

  number() {
    this.rows.forEach((row, place, all) => {
      const rank = this.rank(row);
      if (rank) rank.value = place + 1;
      row.querySelector('button[name="move"][value$="up"]')?.setAttribute('aria-disabled', place === 0);
      row.querySelector('button[name="move"][value$="down"]')?.setAttribute('aria-disabled', place === all.length - 1);
    });
  }

  restore() {
    const order = this.rows.sort((a, b) => Number(this.rank(a)?.value) - Number(this.rank(b)?.value));
    this.list.append(...order);
    this.number();
  }

  moved(row, button) {
    this.number();
    button?.focus();
    const words = fill(this.list.dataset.said, this.name(row), this.rows.indexOf(row) + 1, this.rows.length);
    if (this.live) this.live.textContent = words;
    this.list.dispatchEvent(new Event('input', { bubbles: true }));
  }

  pressed(event) {
    const button = event.target.closest('button[name="move"]');
    if (!button) return;
    event.preventDefault();
    const row = this.rows.find((one) => one.contains(button));
    const place = this.rows.indexOf(row);
    const up = button.value.endsWith('up');
    const other = this.rows[up ? place - 1 : place + 1];
    if (!other) return;
    other[up ? 'before' : 'after'](row);
    this.moved(row, button);
  }

  keyed(event) {
    const button = event.target.closest('button[name="move"]');
    if (!button || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
    event.preventDefault();
    const end = event.key === 'ArrowUp' ? 'up' : 'down';
    const row = this.rows.find((one) => one.contains(button));
    row.querySelector(`button[name="move"][value$="${end}"]`)?.click();
    button.focus();
  }

  grabbed(event) {
    const grip = event.target.closest('.grip');
    if (!grip) return;
    event.preventDefault();
    const row = this.rows.find((one) => one.contains(grip));
    const from = this.rows.indexOf(row);
    let origin = event.clientY;
    grip.setPointerCapture(event.pointerId);
    row.classList.add('drag');
    const move = (at) => {
      origin = this.swap(row, at.clientY, origin);
      row.style.transform = `translateY(${at.clientY - origin}px)`; // a property, not an attribute: the policy allows it
    };
    const drop = () => {
      grip.removeEventListener('pointermove', move);
      row.classList.remove('drag');
      row.style.transform = '';
      if (this.rows.indexOf(row) !== from) this.moved(row);
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', drop, { once: true });
    grip.addEventListener('pointercancel', drop, { once: true });
  }

  swap(row, y, origin) {
    const place = this.rows.indexOf(row);
    const before = this.rows[place - 1];
    const after = this.rows[place + 1];
    if (before && y - origin < -before.offsetHeight / 2) {
      row.after(before); // a row that moved would lose the pointer
      return origin - before.offsetHeight - GAP;
    }
    if (after && y - origin > after.offsetHeight / 2) {
      row.before(after);
      return origin + after.offsetHeight + GAP;
    }
    return origin;
  }
}

function fill(words = '', ...values) {
  return words.replace(/\{(\d)\}/g, (_, place) => values[place]);
}

for (const box of document.querySelectorAll('ol[data-rank]')) new Ranking(box);
