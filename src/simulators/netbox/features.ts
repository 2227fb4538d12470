import { type ResourceDefinition } from './definition';

/** What NetBox can do with the objects of most types. */
const usual: readonly string[] = [
  'bookmarks',
  'change_logging',
  'cloning',
  'custom_fields',
  'custom_links',
  'custom_validation',
  'event_rules',
  'export_templates',
  'journaling',
  'notifications',
  'tags',
];

const and = (...more: string[]): readonly string[] => [...usual, ...more].sort();

/** Of a type with people responsible for it, pictures of it, or both. */
export const withContacts = and('contacts');
export const withImages = and('image_attachments');
export const withContactsAndImages = and('contacts', 'image_attachments');

/** Of a type that configures NetBox itself, and of one of those that have tags and custom fields. */
export const ofSettings = [
  'change_logging',
  'cloning',
  'custom_validation',
  'event_rules',
  'export_templates',
];
export const ofTaggedSettings = [
  'change_logging',
  'custom_fields',
  'custom_validation',
  'event_rules',
  'export_templates',
  'tags',
];

export const featuresOf = (definition: ResourceDefinition): readonly string[] => definition.features ?? usual;
