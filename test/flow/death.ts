import { DatabaseJournal } from '../../src/sync/database-journal';

/** While a run is dead, nothing is noted of what it still writes: what a process leaves behind that is killed. */
export const death = { hasCome: false };

for (const name of ['settle', 'remember', 'forget', 'sighted'] as const) {
  const real = DatabaseJournal.prototype[name] as (...all: unknown[]) => void;
  jest.spyOn(DatabaseJournal.prototype, name).mockImplementation(function (this: unknown, ...all: unknown[]) {
    if (!death.hasCome) real.apply(this, all);
  } as never);
}
