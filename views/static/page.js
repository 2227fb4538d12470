import { watchBulkForms } from './bulk-form.js';
import { watchColorToggle } from './color-toggle.js';
import { watchMenuSections } from './menu-sections.js';
import { watchMenus } from './menus.js';
import { watchToasts } from './toasts.js';

watchColorToggle();
watchMenuSections();
watchMenus();
watchToasts();
watchBulkForms();
