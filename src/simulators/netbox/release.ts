import { type Minor } from './definition';

export type NetboxVersion = '4.4' | '4.5' | '4.6' | '4.7';

/** The release that each simulated version follows. */
export const releases: Record<NetboxVersion, string> = {
  '4.4': '4.4.10',
  '4.5': '4.5.10',
  '4.6': '4.6.8',
  '4.7': '4.7.3',
};

export const minorOf = (version: NetboxVersion): Minor => Number(version.slice(2)) as Minor;
export const versionOf = (minor: Minor): NetboxVersion => `4.${minor}`;
