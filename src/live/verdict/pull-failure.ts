/**
 * Whether an image that could not be pulled can ever be: it does not exist or may not be pulled, or the way there is
 * out of order for now.
 *
 *     …: failed to resolve reference "reg/app:2": reg/app:2: not found   ─►  can not
 *     …: dial tcp 10.0.0.1:443: connect: connection refused              ─►  may
 *
 * Kubelets pass on what the runtime says, and runtimes what the registry's client says: there is only prose. What is
 * not known may heal. Pure. Source: texts of containerd 1.6 to 2.1, CRI-O 1.30, cri-dockerd 0.3.
 */

/** Names and addresses say nothing, and may look like anything. */
const QUOTED = /"[^"]{0,500}"|\bhttps?:\/\/[^\s"']{1,500}/g;

const OUT_OF_ORDER =
  /time[d-]?\s?out|timeout|deadline exceeded|connection re(?:fused|set)|no such host|server misbehaving|no route to host|network is unreachable|\bEOF\b|\b429\b|too ?many ?requests|\b5\d\d\b (?:internal|bad|service|gateway)|service unavailable|bad gateway|TLS handshake|code = (?:DeadlineExceeded|Unavailable|Canceled|ResourceExhausted)/i;

const HOPELESS =
  /not found|manifest unknown|name unknown|unknown manifest|not known to registry|does not exist|unauthorized|authentication required|authorization failed|no basic auth|access (?:is )?denied|access forbidden|\bdenied\b|\b40[13]\b|code = (?:NotFound|PermissionDenied|Unauthenticated|InvalidArgument)|no match for platform|no matching manifest|invalid reference/i;

const MISSING = /not found|manifest unknown|name unknown|unknown manifest|not known to registry|code = NotFound/i;
const REFUSED = /unauthorized|authentication|authorization|no basic auth|denied|forbidden|\b40[13]\b|no match/i;

export function isHopelessPull(message: string, image: string): boolean {
  const said = plainly(message, image);
  return !OUT_OF_ORDER.test(said) && HOPELESS.test(said);
}

/** Whether it is hopeless for no other reason than that nobody has put it there. */
export function isMissingImage(message: string, image: string): boolean {
  const said = plainly(message, image);
  return isHopelessPull(message, image) && MISSING.test(said) && !REFUSED.test(said);
}

const plainly = (message: string, image: string): string =>
  (image === '' ? message : message.replaceAll(image, 'IMAGE')).replace(QUOTED, 'NAME');

/** Each of them names the image once more; together they are longer than a reason may be. */
const WRAPPERS = [
  /^Failed to pull image "[^"]*": /,
  /^Back-off pulling image "[^"]*": /,
  /^ErrImagePull: /,
  /^rpc error: code = \w+ desc = /,
  /^failed to pull and unpack image "[^"]*": /,
  /^failed to resolve reference "[^"]*": /,
];

/** What the registry's client said, without the layers around it. */
export function pullReason(message: string, image: string): string {
  const reason = WRAPPERS.reduce((said, wrapper) => said.replace(wrapper, ''), message);
  return image !== '' && reason.startsWith(`${image}: `) ? reason.slice(image.length + 2) : reason;
}
