// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.signing.SigningException;
import java.net.URI;
import java.security.cert.X509Certificate;

/** A transparency log that takes signatures. */
sealed interface SignatureLog permits RekorV1, RekorV2 {
  /** The remedy when a log refuses. */
  String REMEDY = "try again later, or name another log in the signing configuration";

  /**
   * Logs a signature and checks that what comes back is an entry about it, in a tree.
   *
   * @return a {@code TransparencyLogEntry} in JSON, as bundles carry it
   */
  String log(DsseEnvelope envelope, X509Certificate certificate) throws SigningException;

  /** The log of a configuration. */
  static SignatureLog of(SigningServices.Log log, ServiceCalls calls) {
    return log.version() == 1 ? new RekorV1(calls, log.url()) : new RekorV2(calls, log.url());
  }

  /** An entry's text, if a bundle may hold it. */
  static String bounded(String entry, RemoteService log) throws SigningException {
    if (entry.length() > BundleLimits.MAX_LOG_ENTRY) {
      throw log.refusal("answers with more than a bundle may hold");
    }
    return entry;
  }

  /** The log as messages name it. */
  static RemoteService service(String name, URI base, String path) {
    return new RemoteService(name, ServiceUrl.below(base, path), REMEDY);
  }
}
