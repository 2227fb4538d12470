import { nodeNetwork, type SimInterface } from './node-network';
import { type Place } from './place';
import { type SimTask } from './tasks';

export interface SimNode {
  name: string;
  /** 1, 2, … in a cluster; 0 on a standalone host. */
  nodeId: number;
  ip: string;
  isDown: boolean;
  /** How the forwarding fails while it is down; 595 and `No route to host` when absent. */
  downAs?: { status: 595 | 596 | 599; reason: string };
  /** False just after a start: the statistics daemon has told nothing yet of the node, its guests and storages. */
  hasStatistics: boolean;
  cpuModel: string;
  sockets: number;
  cores: number;
  threads: number;
  memoryBytes: number;
  rootBytes: number;
  uptimeSeconds: number;
  network: SimInterface[];
  /** A diff of changes of the network that wait for being applied. */
  networkChanges?: string;
  /** Newest first. */
  tasks: SimTask[];
}

const GIB = 1024 ** 3;

/** The node that speaks for its cluster: the first that is up. */
export function answeringNode(nodes: readonly SimNode[]): SimNode {
  return nodes.find(({ isDown }) => !isDown) ?? nodes[0];
}

export function generateNode(name: string, position: number, place: Place): SimNode {
  const isBig = position % 2 === 0;
  const ip = `192.0.2.${10 + ((place.cluster * 40 + position) % 240)}`;
  return {
    name,
    nodeId: place.isStandalone ? 0 : position + 1,
    ip,
    isDown: false,
    hasStatistics: true,
    cpuModel: isBig ? 'AMD EPYC 7302P 16-Core Processor' : 'Intel(R) Xeon(R) E-2388G CPU @ 3.20GHz',
    sockets: 1,
    cores: isBig ? 16 : 8,
    threads: isBig ? 32 : 16,
    memoryBytes: (isBig ? 128 : 64) * GIB,
    rootBytes: 94 * GIB,
    uptimeSeconds: 345_678 + position * 60,
    network: nodeNetwork(position, ip),
    ...(position === 1 ? { networkChanges: '--- interfaces\n+++ interfaces.new\n@@ -1 +1 @@\n' } : {}),
    tasks: [],
  };
}
