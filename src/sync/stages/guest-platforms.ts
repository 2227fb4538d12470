import { distinct, EMPTY, from, type Observable } from 'rxjs';
import { type Ref, refTo } from '../../core/plan/value';
import { type ItemOf, type Lost } from '../engine/stage';
import { platform } from '../resources/vocabulary';
import { type GuestConfig, type Source } from '../source/source';
import { readGuestParts } from './guest-reading';
import { proxboxTags } from './proxbox-tag';
import { slugOf } from './slug';

/** What Proxmox VE calls the kinds of systems: families of Windows share one word (qemu-server and pve-container, `ostype`). */
const NAMES: Readonly<Record<string, string>> = {
  l24: 'Linux 2.4',
  l26: 'Linux',
  solaris: 'Solaris',
  wxp: 'Windows XP',
  w2k: 'Windows 2000',
  w2k3: 'Windows Server 2003',
  w2k8: 'Windows Vista/2008',
  wvista: 'Windows Vista/2008',
  win7: 'Windows 7/2008r2',
  win8: 'Windows 8/2012',
  win10: 'Windows 10/2016/2019',
  win11: 'Windows 11/2022/2025',
  alpine: 'Alpine Linux',
  archlinux: 'Arch Linux',
  centos: 'CentOS',
  debian: 'Debian',
  devuan: 'Devuan',
  fedora: 'Fedora',
  gentoo: 'Gentoo',
  nixos: 'NixOS',
  opensuse: 'openSUSE',
  ubuntu: 'Ubuntu',
};

export function guestPlatformRow(name: string): ItemOf<typeof platform> {
  return { key: keyOf(name), label: name, values: { name, slug: slugOf(name, 'linux'), tags: proxboxTags } };
}

/** A pointer to the platform of a guest; undefined where Proxmox VE is not told what it runs. */
export function platformRef({ osType }: Pick<GuestConfig, 'osType'>): Ref | undefined {
  const name = NAMES[osType ?? ''];
  return name === undefined ? undefined : refTo(platform.name, keyOf(name));
}

/** The names of all platforms that guests have, where people want platforms. */
export function readGuestPlatforms(source: Source): Observable<string | Lost> {
  if (!source.settings.syncPlatforms) return EMPTY;
  return readGuestParts(source, ({ config: { osType } }) => {
    const name = NAMES[osType ?? ''];
    return from(name === undefined ? [] : [name]);
  }).pipe(distinct((one) => (typeof one === 'string' ? one : one.key)));
}

function keyOf(name: string): string {
  return slugOf(name, 'linux');
}
