// Keeps what is typed into a form[data-draft], which is sent by its button alone, over a reload or a way round.
// Forms that save by themselves keep their own drafts: see autosave.js.

import { Section, store } from './section.js';

for (const form of document.querySelectorAll('form[data-draft]')) {
  const parts = [...form.querySelectorAll('[data-section]')];
  const drafts = (parts.length ? parts : [form]).map(
    (part) => new Section({ form, version: 0 }, part, part.dataset.section ?? ''),
  );
  for (const draft of drafts) draft.restore();
  const capture = () => drafts.forEach((draft) => draft.capture());
  form.addEventListener('input', capture);
  form.addEventListener('change', capture);
  form.addEventListener('submit', () => drafts.forEach((draft) => store?.removeItem(draft.slot)));
}
