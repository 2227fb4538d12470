/** Ticking rows of a list: the box of the page, ranges with the shift key, and buttons that need at least one row. */
export function watchBulkForms() {
  let last = null;
  document.addEventListener('click', (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.name !== 'pk' || !box.form?.matches('[data-bulk-form]')) return;
    if (event.shiftKey && last?.isConnected) tickRange(boxesOf(box.form), last, box);
    last = box;
  });
  document.addEventListener('change', (event) => {
    const form = event.target.form;
    if (!form?.matches('[data-bulk-form]')) return;
    if (event.target.matches('[data-select-page]')) {
      for (const box of boxesOf(form)) box.checked = event.target.checked;
    }
    show(form);
  });
  const showAll = () => document.querySelectorAll('[data-bulk-form]').forEach(show);
  document.addEventListener('htmx:afterSwap', showAll);
  showAll();
}

function boxesOf(form) {
  return [...form.querySelectorAll('input[name=pk]')];
}

function tickRange(boxes, from, to) {
  const [start, end] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  for (const box of boxes.slice(start, end + 1)) box.checked = to.checked;
}

function show(form) {
  const boxes = boxesOf(form);
  const ticked = boxes.filter((box) => box.checked).length;
  const isAll = form.querySelector('[data-select-all]')?.checked ?? false;
  for (const button of form.querySelectorAll('[data-needs-selection]')) button.disabled = ticked === 0 && !isAll;
  const page = form.querySelector('[data-select-page]');
  if (!page) return;
  page.checked = boxes.length > 0 && ticked === boxes.length;
  page.indeterminate = ticked > 0 && ticked < boxes.length;
}
