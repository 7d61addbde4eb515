// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.published;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One authority of a policy, with everything that it refers to written out. */
public sealed interface PublishedAuthority {
  /** Its name in the policy. */
  String name();

  /**
   * A public key.
   *
   * @param publicKey PEM
   */
  record Key(String name, String publicKey) implements PublishedAuthority {}

  /**
   * A certificate authority.
   *
   * @param caBundle PEM
   * @param subjectAltNames empty for any certificate of the authority
   */
  record Certificate(String name, String caBundle, List<String> subjectAltNames)
      implements PublishedAuthority {
    /** Copies. */
    public Certificate {
      subjectAltNames = List.copyOf(subjectAltNames);
    }
  }

  /**
   * Identities that a Sigstore instance certifies.
   *
   * @param claims exact values by the name of the claim
   * @param trustedRoot name of the trusted root in the same {@link PublishedTrust}
   */
  record Keyless(
      String name, Rule issuer, Rule subject, Map<String, String> claims, String trustedRoot)
      implements PublishedAuthority {
    /** Copies, sorted. */
    public Keyless {
      claims = Collections.unmodifiableMap(new TreeMap<>(claims));
    }
  }

  /**
   * What a text has to be.
   *
   * @param expression whether the text is a regular expression (RE2) that has to match as a whole
   */
  record Rule(String text, boolean expression) {}
}
