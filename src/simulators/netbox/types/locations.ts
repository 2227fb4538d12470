import { type ResourceDefinition } from '../definition';
import { withContactsAndImages } from '../features';
import {
  comments,
  count,
  customFields,
  description,
  fixed,
  name,
  noReference,
  owner,
  reference,
  slug,
  tags,
  text,
  times,
} from '../fields';
import { placeStatus } from './organization';

/** Rooms of a site; none is in another one here. */
export const locations: ResourceDefinition = {
  path: 'dcim/locations',
  contentType: 'dcim.location',
  modelName: 'Location',
  label: 'location',
  features: withContactsAndImages,
  fields: [
    name(100),
    slug(),
    reference('site', 'dcim/sites', { isRequired: true, onDelete: 'cascade' }),
    noReference('parent'),
    placeStatus,
    reference('tenant', 'tenancy/tenants'),
    text('facility', 50),
    description,
    tags,
    customFields,
    ...times,
    // A plain number that NetBox counts in lists only: references have it too, and there it is 0.
    fixed('rack_count', 0),
    count('device_count', 'dcim/devices', 'location'),
    count('prefix_count', 'ipam/prefixes', '_location'),
    owner,
    comments(),
    fixed('_depth', 0),
  ],
  brief: ['id', 'url', 'display', 'name', 'slug', 'description', 'rack_count', '_depth'],
  display: (row) => String(row.name),
  unique: (['name', 'slug'] as const).map((field) => ({
    fields: ['site', field],
    level: 'model' as const,
    message: `A location with this ${field} already exists within the specified site.`,
    constraint: `dcim_location_${field}`,
    columns: `site_id, ${field}`,
  })),
  ordering: ['site', 'name'],
  search: ['name', 'facility', 'description', 'comments'],
};
