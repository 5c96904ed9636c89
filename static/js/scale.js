// Scale [data-scale]: radios <field>-low and -high ("between two numbers"), <field>-rather_not; nothing preset.
// Scripts add a sentence about what is chosen, a way back to nothing, and no number beside "rather not".

const page = document.documentElement.dataset;

class Scale {
  constructor(box) {
    this.box = box;
    this.said = box.querySelector('output, [data-live]');
    this.clear = this.makeClear();
    box.addEventListener('input', (event) => this.chosen(event.target));
    this.clear.addEventListener('click', (event) => {
      event.preventDefault();
      this.untick(/-(low|high|rather_not)$/);
      box.dispatchEvent(new Event('input', { bubbles: true }));
      box.querySelector('input')?.focus();
    });
    box.closest('[data-section]')?.addEventListener('draft:restored', () => this.show());
    this.show();
  }

  // A radio cannot be unticked by itself, and without scripts this button could do nothing.
  makeClear() {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'btn btn-link', textContent: page.tClear });
    this.box.append(button);
    return button;
  }

  ticked(end) {
    return this.box.querySelector(`input[name$="${end}"]:checked`);
  }

  untick(names) {
    for (const input of this.box.querySelectorAll('input:checked')) if (names.test(input.name)) input.checked = false;
  }

  chosen(input) {
    if (input.checked && input.name.endsWith('-rather_not')) this.untick(/-(low|high)$/);
    else if (input.checked && /-(low|high)$/.test(input.name)) this.untick(/-rather_not$/);
    this.show();
  }

  words() {
    const low = this.ticked('-low')?.value;
    const high = this.ticked('-high')?.value;
    if (low && high && low !== high) {
      const [first, last] = [low, high].sort((a, b) => a - b);
      return page.tBetween.replace('{0}', first).replace('{1}', last);
    }
    return low || high ? page.tNumber.replace('{0}', low ?? high) : '';
  }

  show() {
    if (this.said) this.said.textContent = this.words();
    this.clear.hidden = !this.box.querySelector('input:checked');
  }
}

for (const box of document.querySelectorAll('[data-scale]')) new Scale(box);
