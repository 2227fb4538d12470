import { defer, Subject } from 'rxjs';
import { Gate } from './gate';

describe('Gate', () => {
  const works = (names: string[], started: string[]) =>
    names.map((name) => {
      const end = new Subject<string>();
      return { end, work: defer(() => (started.push(name), end)) };
    });

  it('starts the next one when one ends, in turn', () => {
    const gate = new Gate(() => 2);
    const started: string[] = [];
    const [a, b, c, d] = works(['a', 'b', 'c', 'd'], started);
    for (const { work } of [a!, b!, c!, d!]) gate.through(work).subscribe();
    expect(started).toEqual(['a', 'b']);
    b!.end.complete();
    expect(started).toEqual(['a', 'b', 'c']);
    a!.end.complete();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('frees the place of one that fails or is left', () => {
    const gate = new Gate(() => 1);
    const started: string[] = [];
    const [a, b, c] = works(['a', 'b', 'c'], started);
    gate.through(a!.work).subscribe({ error: () => undefined });
    const second = gate.through(b!.work).subscribe();
    gate.through(c!.work).subscribe();
    a!.end.error(new Error('gone'));
    second.unsubscribe();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('never starts what was left while it waited', () => {
    const gate = new Gate(() => 1);
    const started: string[] = [];
    const [a, b] = works(['a', 'b'], started);
    gate.through(a!.work).subscribe();
    gate.through(b!.work).subscribe().unsubscribe();
    a!.end.complete();
    expect(started).toEqual(['a']);
  });

  it('lets in more when it grows, and waits until few are left when it shrinks', () => {
    let width = 1;
    const gate = new Gate(() => width);
    const started: string[] = [];
    const [a, b, c, d] = works(['a', 'b', 'c', 'd'], started);
    for (const { work } of [a!, b!, c!, d!]) gate.through(work).subscribe();
    width = 2;
    a!.end.complete();
    expect(started).toEqual(['a', 'b', 'c']);
    width = 1;
    b!.end.complete();
    expect(started).toEqual(['a', 'b', 'c']);
    c!.end.complete();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });
});
