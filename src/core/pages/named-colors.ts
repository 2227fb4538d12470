/** The colours that NetBox offers for tags and the like, in its order. */
export const NAMED_COLORS = [
  'aa1409', 'f44336', 'e91e63', 'ffe4e1', 'ff66ff', '9c27b0', '673ab7', '111111', '3f51b5', '2196f3', '03a9f4', '00bcd4', '009688',
  '00ffff', '2f6a31', '4caf50', '8bc34a', 'cddc39', 'ffeb3b', 'ffc107', 'ff9800', 'ff5722', '795548', 'c0c0c0', '9e9e9e', '607d8b',
  'ffffff',
]; // prettier-ignore
