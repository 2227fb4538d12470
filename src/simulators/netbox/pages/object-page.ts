import { type Values } from '../definition';
import { html, type Markup } from './markup';

/** A card of attributes: its title, and the label and key of each line. */
type Card = [title: string, lines: [label: string, key: string][]];

/** What NetBox 4.7 shows of a kind of object, in its words and order. */
export interface ObjectPage {
  /** Its list in REST, which is the path of its pages too. */
  path: string;
  objectType: string;
  name: string;
  namePlural: string;
  tabs: string[];
  cards: Card[];
}

const COMMON_TABS = ['Contacts', 'Images', 'Journal', 'Changelog'];

export const objectPages: readonly ObjectPage[] = [
  {
    path: 'virtualization/virtual-machines',
    objectType: 'virtualization.virtualmachine',
    name: 'Virtual Machine',
    namePlural: 'Virtual Machines',
    tabs: ['Interfaces', 'Virtual Disks', 'Config Context', 'Render Config', ...COMMON_TABS],
    cards: [
      ['Virtual Machine', [['Name', 'name'], ['Status', 'status'], ['Role', 'role'], ['Description', 'description'], ['Tenant', 'tenant'], ['Primary IPv4', 'primary_ip4']]],
      ['Placement', [['Site', 'site'], ['Cluster', 'cluster'], ['Device', 'device']]],
      ['Resources', [['Virtual CPUs', 'vcpus'], ['Memory', 'memory'], ['Disk Space', 'disk']]],
    ],
  },
  {
    path: 'virtualization/clusters',
    objectType: 'virtualization.cluster',
    name: 'Cluster',
    namePlural: 'Clusters',
    tabs: ['Virtual Machines', 'Devices', ...COMMON_TABS],
    cards: [['Cluster', [['Name', 'name'], ['Type', 'type'], ['Status', 'status'], ['Description', 'description']]]],
  },
  {
    path: 'dcim/devices',
    objectType: 'dcim.device',
    name: 'Device',
    namePlural: 'Devices',
    tabs: ['Interfaces', 'Config Context', 'Render Config', ...COMMON_TABS],
    cards: [
      ['Device', [['Site', 'site'], ['Description', 'description'], ['Serial number', 'serial']]],
      ['Management', [['Status', 'status'], ['Role', 'role'], ['Cluster', 'cluster']]],
    ],
  },
]; // prettier-ignore

/** A custom field as the page shows it. */
export interface ShownCustomField {
  name: string;
  label: string;
}

/** What else an object's page needs. */
export interface Surroundings {
  customFields: readonly ShownCustomField[];
  /** Custom links of this kind of object, rendered. */
  links: readonly { text: string; url: string }[];
}

/** Templates `generic/object.html`, `ui/panels/_base.html` and `ui/panels/object_attributes.html`. */
export function objectPage(page: ObjectPage, row: Values, { customFields, links }: Surroundings): Markup {
  const path = `/${page.path}/${String(row.id)}/`;
  return html`
      <div class="page-header m-0">
        <div class="container-fluid">
          <div class="d-flex justify-content-between align-items-center mt-2">
            <ol class="breadcrumb" aria-label="breadcrumbs"><li class="breadcrumb-item"><a href="/${page.path}/">${page.namePlural}</a></li></ol>
            <code class="d-block text-muted bg-transparent px-0">
              ${page.objectType}:${String(row.id)}
            </code>
          </div>
        </div>
        <div class="container-fluid mt-2 d-print-none">
          <div class="d-flex justify-content-between">
            <div><h1 class="page-title">${wordsOf(row.display)}</h1></div>
            <div class="d-print-none">
              <div class="btn-list justify-content-end mb-2">
                <a href="${path}edit/" class="btn btn-yellow" role="button"><i class="mdi mdi-pencil" aria-hidden="true"></i> Edit</a>
              </div>
              <div class="d-flex justify-content-end"><div class="btn-list">${links.map(({ text, url }) => html`<a href="${url}" class="btn btn-sm btn-outline-secondary">${text}</a>`)}</div></div>
            </div>
          </div>
        </div>
        <div class="page-tabs mt-3">
          <div class="container-fluid">
            <ul class="nav nav-tabs" role="presentation">
              <li class="nav-item"><a class="nav-link active" href="${path}">${page.name}</a></li>
              ${page.tabs.map((tab) => html`<li role="presentation" class="nav-item"><a href="${path}${tab.toLowerCase().replace(/ /g, '-')}/" class="nav-link">${tab} </a></li>`)}
            </ul>
          </div>
        </div>
      </div>
      <div class="page-body my-1">
        <div class="container-fluid tab-content py-3">
          <div class="row">
            <div class="col-12 col-md">
              ${page.cards.map(([title, lines]) => card(title, lines.map(([label, key]) => line(html`${label}`, row[key]))))}
            </div>
            <div class="col-12 col-md">${customFields.length > 0 ? customFieldsCard(customFields, row) : ''}</div>
          </div>
        </div>
      </div>`; // prettier-ignore
}

function customFieldsCard(fields: readonly ShownCustomField[], row: Values): Markup {
  const values = (row.custom_fields ?? {}) as Values;
  const info = html`<i class="mdi mdi-information text-primary" data-bs-toggle="tooltip" title="help"></i>`;
  return card('Custom Fields', fields.map(({ name, label }) => line(html`${label} ${info}`, values[name]))); // prettier-ignore
}

function card(title: string, lines: readonly Markup[]): Markup {
  return html` <div class="card mb-3">
    <h2 class="card-header">${title}</h2>
    <table class="table table-hover attr-table">
      ${lines}
    </table>
  </div>`;
}

function line(label: Markup, value: unknown): Markup {
  const words = wordsOf(value);
  const shown = words === '' ? html`<span class="text-muted">&mdash;</span>` : html`${words}`;
  return html` <tr>
    <th scope="row">${label}</th>
    <td><div class="d-flex justify-content-between align-items-start">${shown}</div></td>
  </tr>`;
}

/** A choice by its label, a reference by its name. */
function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  const { label, display } = value as { label?: string; display?: string };
  return label ?? display ?? '';
}
