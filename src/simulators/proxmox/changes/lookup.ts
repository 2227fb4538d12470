import { type SimCluster, type World } from '../world';
import { type SimGuest } from '../world/guests';
import { type SimNode } from '../world/nodes';
import { type SimStorage } from '../world/storages';

/** Each of these throws on a name that the world does not have. */
export function clusterIn(world: World, name: string): SimCluster {
  const cluster = world.clusters.find((candidate) => candidate.name === name);
  if (!cluster) throw new Error(`No simulated cluster is named ${name}.`);
  return cluster;
}

export function nodeIn(cluster: SimCluster, name: string): SimNode {
  const node = cluster.nodes.find((candidate) => candidate.name === name);
  if (!node) throw new Error(`${cluster.name} has no node ${name}.`);
  return node;
}

export function guestIn(cluster: SimCluster, vmid: number): SimGuest {
  const guest = cluster.guests.get(vmid);
  if (!guest) throw new Error(`${cluster.name} has no guest ${vmid}.`);
  return guest;
}

export function storageIn(cluster: SimCluster, name: string): SimStorage {
  const storage = cluster.storages.find((candidate) => candidate.storage === name);
  if (!storage) throw new Error(`${cluster.name} has no storage ${name}.`);
  return storage;
}
