// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.published.PublishedAuthority;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.trust.published.PublishedTrust.Denial;
import dev.modelsigning.trust.published.PublishedTrust.WantedAnnotation;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Published trust in keys. */
final class GateTrusts {
  private GateTrusts() {}

  static PublishedTrust trusted(int matches, KeyPair... keys) {
    return trusted(matches, List.of(), List.of(), keys);
  }

  static PublishedTrust trusted(
      int matches, List<WantedAnnotation> annotations, List<Denial> deny, KeyPair... keys) {
    List<PublishedAuthority> authorities = new ArrayList<>();
    for (KeyPair key : keys) {
      authorities.add(
          new PublishedAuthority.Key("key-" + authorities.size(), TestPki.publicPem(key)));
    }
    return new PublishedTrust(
        "production", authorities, Map.of(), matches, annotations, deny, List.of());
  }
}
