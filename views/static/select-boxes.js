import { findRows } from './lookup.js';

/** How many rows a look-up offers before more words are needed. */
const ROWS_OFFERED = 50;

/** Makes the selects of a form searchable, with the colour of each choice. */
export function enhanceChoices(root = document) {
  for (const select of root.querySelectorAll('select[data-choices]:not(.tomselected)')) {
    // Without room to type: a closed set of few values.
    box(select, { controlInput: select.multiple ? undefined : null, render: { option: colored, item: colored } });
  }
}

/** Makes references look-ups: the rows are found by our REST API while a person types. */
export function enhanceLookups(root = document) {
  for (const field of root.querySelectorAll('[data-lookup]:not(.tomselected)')) lookup(selectOf(field));
}

function lookup(select) {
  const { lookup: path, lookupKey: key } = select.dataset;
  box(select, {
    valueField: 'value',
    labelField: 'text',
    searchField: ['text'],
    maxOptions: ROWS_OFFERED * 4,
    preload: 'focus',
    load: (words, done) => findRows(path, key, words, ROWS_OFFERED).then(done, () => done()),
  });
}

function box(select, options) {
  const plugins = select.multiple ? ['remove_button', 'clear_button'] : select.required ? [] : ['clear_button'];
  const label = select.labels[0];
  const made = new globalThis.TomSelect(select, { allowEmptyOption: true, plugins, maxOptions: null, ...options });
  const name = label?.textContent.trim() ?? select.getAttribute('aria-label');
  // The parts that Tom Select adds have roles, and so need names.
  if (name) {
    // Its label is now that of what Tom Select put in its place.
    select.setAttribute('aria-label', name);
    made.control_input.setAttribute('aria-label', name);
    made.dropdown_content.setAttribute('aria-label', name);
    if (options.controlInput === null) made.focus_node.setAttribute('aria-label', name);
  }
  const description = select.getAttribute('aria-describedby');
  if (description) made.focus_node.setAttribute('aria-describedby', description);
}

function colored(data, escape) {
  const dot = data.color ? `<span class="choice-dot text-bg-${escape(data.color)}"></span>` : '';
  return `<div>${dot}${escape(data.text)}</div>`;
}

/** Where scripts are off a large reference is a number; here it becomes a select with the present value in words. */
function selectOf(field) {
  if (field.tagName === 'SELECT') return field;
  const select = document.createElement('select');
  for (const { name, value } of field.attributes) {
    if (!['type', 'value', 'min', 'step', 'class'].includes(name)) select.setAttribute(name, value);
  }
  select.className = field.className.replace('form-control', 'form-select');
  if (!field.required) select.append(new Option('', ''));
  if (field.value) select.append(new Option(field.dataset.lookupText, field.value, true, true));
  field.replaceWith(select);
  return select;
}
