/** A text from the web: manifests named by URL. Implemented in adapters. */

export interface Fetch {
  /**
   * GET, following redirects as far as the adapter's rules allow; a status other than 2xx is a failure.
   * UTF-8; a byte order mark is kept. Texts are bounded in size.
   *
   * @throws OrchestratorError INPUT_MISSING (404, 410), FILE_FAILED (any other failure), TIMED_OUT, CANCELLED; the URL
   *   in messages carries no user info and no query.
   */
  fetchText(url: string, signal: AbortSignal): Promise<string>;
}
