/**
 * The body of a registry's refusal.
 *
 *     {"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{…}}]}
 *
 * Pure. Source: OCI distribution-spec v1.1, "Error Codes". `detail` is not read: it has no fixed shape.
 */

export interface RegistryError {
  /** Upper case with underscores, e.g. `NAME_UNKNOWN`; `UNKNOWN` where the registry gives none. */
  readonly code: string;
  /** Empty where there is none. Free text of a stranger: filter it before a person sees it. */
  readonly message: string;
}

const CODE = /^[A-Z][A-Z0-9_]{1,63}$/;

/** The errors of a body, at most eight; none where it is something else, such as a proxy's HTML page. Never throws. */
export function parseRegistryErrors(body: string): readonly RegistryError[] {
  const errors = readList(body);
  return errors.slice(0, 8).flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { code, message } = entry as { readonly code?: unknown; readonly message?: unknown }; // checked below
    const isCode = typeof code === 'string' && CODE.test(code);
    return [{ code: isCode ? code : 'UNKNOWN', message: typeof message === 'string' ? message : '' }];
  });
}

/** The body for one error; {@link parseRegistryErrors} reads it back. */
export const formatRegistryError = ({ code, message }: RegistryError): string =>
  JSON.stringify({ errors: [{ code, message }] });

function readList(body: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(body);
    const errors = typeof parsed === 'object' && parsed !== null && 'errors' in parsed ? parsed.errors : undefined;
    return Array.isArray(errors) ? errors : [];
  } catch {
    return [];
  }
}
