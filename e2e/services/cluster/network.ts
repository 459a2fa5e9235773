/**
 * The node's network: an address on an empty bridge, and routes and a filter that keep traffic to pods and Services on
 * this machine. `sweep.sh` takes all of it away.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { needProgram } from '../service.ts';
import { findProgram } from '../tools.ts';
import { BRIDGE, NODE_IP, POD_RANGE, SERVICE_RANGE } from './addresses.ts';

/** `table; delete table; table {…}` is how nft replaces one that may be there. */
const filter = `table inet orc-kube
delete table inet orc-kube
table inet orc-kube {
  chain forward { type filter hook forward priority 10; policy accept;
    ip saddr ${POD_RANGE} ip daddr != { ${POD_RANGE}, ${SERVICE_RANGE} } reject
  }
}
`;

/** @param folder Keeps the settings of the kernel that the kubelet will change. */
export async function openNetwork(folder: string): Promise<void> {
  const ip = needProgram('ip', findProgram('ip'), 'install-debian.sh');
  const nft = needProgram('nft', findProgram('nft'), 'install-debian.sh');
  const sysctl = needProgram('sysctl', findProgram('sysctl'), 'install-debian.sh');
  const { stdout } = await execa(sysctl, ['vm.overcommit_memory', 'kernel.panic', 'kernel.panic_on_oops']);
  await writeFile(join(folder, 'sysctl.before'), `${stdout}\n`);
  await execa(ip, ['link', 'add', BRIDGE, 'type', 'bridge']);
  await execa(ip, ['addr', 'replace', `${NODE_IP}/32`, 'dev', BRIDGE]);
  await execa(ip, ['link', 'set', BRIDGE, 'up']);
  // From here to a Service: routed to the bridge, then rewritten; what is not rewritten dies there.
  await execa(ip, ['route', 'replace', SERVICE_RANGE, 'dev', BRIDGE, 'src', NODE_IP]);
  // Addresses of dead pods never leave by the default route.
  await execa(ip, ['route', 'replace', 'unreachable', POD_RANGE, 'metric', '1000']);
  await execa(sysctl, ['-qw', 'net.ipv4.ip_forward=1']);
  await execa(nft, ['-f', '-'], { input: filter });
}
