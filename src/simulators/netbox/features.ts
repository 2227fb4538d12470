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

/** Of a type with people responsible for it and pictures of it. */
export const withContactsAndImages: readonly string[] = [...usual, 'contacts', 'image_attachments'].sort();

export const featuresOf = (definition: ResourceDefinition): readonly string[] => definition.features ?? usual;
