import { refTo } from '../../core/plan/value';
import {
  clusterRow,
  clusterTypeRow,
  deviceRow,
  proxmoxClusterRow,
  proxmoxNodeRow,
  siteRow,
} from './devices.stage';
import { aNode, fakeSource } from './fake-source';

const source = fakeSource();

describe('the rows of the devices stage', () => {
  it('say that a node is offline when it is', () => {
    const node = aNode(source, { isOnline: false, cpus: undefined, memory: undefined });
    expect(deviceRow({ source, node }).values.status).toBe('offline');
  });

  it('leave out the sizes of an offline node, which Proxmox does not tell', () => {
    const node = aNode(source, {
      isOnline: false,
      cpus: undefined,
      memory: undefined,
      fingerprint: undefined,
    });
    const { values } = proxmoxNodeRow({ source, node });
    expect(values).toMatchObject({
      online: false,
      maxCpu: undefined,
      maxMemory: undefined,
      sslFingerprint: undefined,
    });
  });

  it('keep volatile load out of the plan', () => {
    const { values } = proxmoxNodeRow({ source, node: aNode(source) });
    expect(values).toMatchObject({ cpuUsage: undefined, memoryUsage: undefined });
  });

  it('keep nodes of the same name in two clusters apart', () => {
    const keys = ['cluster/lab-a', 'cluster/lab-b'].map((key) => {
      const one = fakeSource({ key });
      return deviceRow({ source: one, node: aNode(one) }).key;
    });
    expect(new Set(keys).size).toBe(2);
  });

  it('treat a host that stands alone as a cluster of one, without a Corosync id', () => {
    const solo = fakeSource({ mode: 'standalone', name: 'pve-solo' });
    expect(clusterTypeRow(solo).values.slug).toBe('standalone');
    expect(clusterRow(solo).values).toMatchObject({
      name: 'pve-solo',
      type: refTo('cluster-type', 'standalone'),
    });
    expect(proxmoxClusterRow({ source: solo, nodeCount: 1 }).values).toMatchObject({
      mode: 'standalone',
      version: null,
    });
    expect(proxmoxNodeRow({ source: solo, node: aNode(solo, { nodeId: 0 }) }).values.nodeId).toBeNull();
  });

  it('make a slug of any cluster name', () => {
    expect(siteRow(fakeSource({ name: 'Köln (DC 2)' })).values.slug).toBe('proxmox-default-site-k-ln-dc-2');
    expect(siteRow(fakeSource({ name: '東京' })).values.slug).toBe('proxmox-default-site-cluster');
  });
});
