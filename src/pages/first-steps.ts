import { type EndpointCheck } from '../sync/endpoint-checks';

/** What is known of an endpoint that a sync would use. */
export interface StepEndpoint {
  readonly label: string;
  /** Where it is changed. */
  readonly href: string;
  /** Undefined as long as nobody has looked. */
  readonly check?: EndpointCheck;
}

/** A run, as far as the steps ask for it. */
export interface StepRun {
  readonly href: string;
  readonly isActive: boolean;
  readonly isWell: boolean;
  readonly error: string;
}

export interface StepFacts {
  /** The one that is kept true. */
  readonly netbox?: StepEndpoint;
  readonly proxmox: readonly StepEndpoint[];
  /** The latest plan, or whatever had one. */
  readonly plan?: StepRun;
  /** The latest run that was to write. */
  readonly applied?: StepRun;
}

export type StepName = 'netbox' | 'proxmox' | 'test' | 'plan' | 'apply';

/** One step of the guide for an empty installation. */
export interface Step {
  readonly name: StepName;
  readonly state: 'done' | 'now' | 'later' | 'wrong';
  /** What exactly is wrong, and what to do, one after the other. */
  readonly problems: readonly { text: string; href?: string }[];
}

/** What is done, what is to do, and what is wrong. Steps after the first one that is not done wait for it. Pure. */
export function firstSteps({ netbox, proxmox, plan, applied }: StepFacts): Step[] {
  const endpoints = [...(netbox ? [netbox] : []), ...proxmox];
  const faults = endpoints.flatMap(faultsOf);
  const isTested =
    netbox !== undefined && proxmox.length > 0 && endpoints.every(({ check }) => check?.isReached);
  const steps: (Omit<Step, 'state'> & { isDone: boolean })[] = [
    { name: 'netbox', isDone: netbox !== undefined, problems: [] },
    { name: 'proxmox', isDone: proxmox.length > 0, problems: [] },
    // Whoever has planned has reached both.
    { name: 'test', isDone: faults.length === 0 && (isTested || plan?.isWell === true), problems: faults },
    { name: 'plan', isDone: plan?.isWell === true, problems: problemsOf(plan) },
    { name: 'apply', isDone: applied?.isWell === true, problems: problemsOf(applied) },
  ];
  const next = steps.findIndex(({ isDone }) => !isDone);
  return steps.map(({ isDone, name, problems }, index) => {
    if (isDone) return { name, state: 'done', problems: [] };
    if (index > next) return { name, state: 'later', problems: [] };
    return { name, problems, state: problems.length > 0 ? 'wrong' : 'now' };
  });
}

function faultsOf({ label, href, check }: StepEndpoint): Step['problems'] {
  if (!check) return [];
  const sentences = check.suggestion === null ? check.problems : [...check.problems, check.suggestion];
  return sentences.map((sentence) => ({ text: `${label}: ${sentence}`, href }));
}

function problemsOf(run: StepRun | undefined): Step['problems'] {
  return run && !run.isActive && !run.isWell ? [{ text: run.error, href: run.href }] : [];
}
