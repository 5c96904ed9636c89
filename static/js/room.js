// The page in the room: a tap puts the sentence at the end of its place in the note below, which saves itself
// and keeps its words without a connection. Without scripts the same button sends the sentence alone.

const form = document.querySelector('form[data-room]');
const box = form.elements.namedItem('sentence');
const live = document.querySelector('[data-announce]');

function placeFor(button) {
  const section = form.querySelector('input[name="section"]:checked');
  return section && document.getElementById(`${section.value}-${button.value}-${section.dataset.field}`);
}

function asLine(words) {
  return form.querySelector('input[data-quoted]:checked') ? `“${words}”` : words;
}

function put(field, value) {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

form.addEventListener('submit', (event) => {
  const button = event.submitter;
  const place = button && placeFor(button);
  const words = box.value.trim();
  if (!words || !place) return;
  event.preventDefault();
  put(place, place.value ? `${place.value}\n${asLine(words)}` : asLine(words));
  put(box, '');
  box.focus();
  if (live) live.textContent = form.dataset.kept.replace('{0}', button.textContent.trim());
});

// A page that the browser kept for its Back button would show private words: it comes afresh instead.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
