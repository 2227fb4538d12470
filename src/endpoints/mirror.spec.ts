import { type DataSource } from 'typeorm';
import { type EndpointBook } from './endpoint-book';
import { Mirror } from './mirror';

test('who wants no names reads nothing, where TypeORM would read everything', async () => {
  const getRepository = jest.fn();
  const mirror = new Mirror({ getRepository } as unknown as DataSource, {} as EndpointBook);
  expect(await mirror.find(new Map())).toEqual(new Map());
  expect(getRepository).not.toHaveBeenCalled();
});
