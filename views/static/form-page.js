import { enhanceChoices, enhanceLookups } from './select-boxes.js';

enhanceChoices();
enhanceLookups();
