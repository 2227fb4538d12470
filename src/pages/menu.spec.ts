import { models } from '../models';
import { menuSections } from './menu';

test('every model is in a section of the menu that has a place and an icon', () => {
  const announced = menuSections.map(({ label }) => label);
  const lost = models.filter(({ menu }) => menu !== undefined && !announced.includes(menu));
  expect(lost.map(({ name, menu }) => `${name}: ${menu}`)).toEqual([]);
});
