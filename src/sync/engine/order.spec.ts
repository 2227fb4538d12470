import { EMPTY } from 'rxjs';
import { chosen, inOrder } from './order';
import { defineStage, type Stage } from './stage';

const stage = (name: string, after: string[] = []): Stage => ({
  name,
  label: name,
  after,
  importance: 'optional',
  parts: [],
});
const names = (stages: readonly Stage[]) => stages.map(({ name }) => name);

describe('the order of stages', () => {
  it('comes from `after`, ties as listed', () => {
    expect(names(inOrder([stage('c', ['b']), stage('x'), stage('b', ['a']), stage('a')]))).toEqual([
      'a',
      'b',
      'c',
      'x',
    ]);
  });

  it('refuses unknown names, repetitions and circles in a sentence', () => {
    expect(() => inOrder([stage('a', ['b'])])).toThrow('Stage a comes after b, which does not exist.');
    expect(() => inOrder([stage('a'), stage('a')])).toThrow('Stage a is listed twice.');
    expect(() => inOrder([stage('a', ['b']), stage('b', ['a'])])).toThrow('comes after itself');
  });

  it('brings along what a chosen stage comes after', () => {
    const all = [stage('devices'), stage('storage', ['devices']), stage('guests', ['devices'])];
    expect(names(chosen(all, ['guests']))).toEqual(['devices', 'guests']);
    expect(names(chosen(all, []))).toEqual(['devices', 'storage', 'guests']);
  });

  it('names the choices when one is unknown', () => {
    expect(() => chosen([stage('devices')], ['vms'])).toThrow(
      '"vms" is not a valid choice. Choose from devices.',
    );
  });
});

describe('defineStage', () => {
  it('refuses a stage that fills nothing or has no slug', () => {
    expect(() => defineStage(stage('empty'))).toThrow('it fills nothing');
    const part = { target: { name: 't' }, read: () => EMPTY, row: () => ({}) } as never;
    expect(() => defineStage({ ...stage('Not A Slug'), parts: [part] })).toThrow('kebab-case');
  });
});
