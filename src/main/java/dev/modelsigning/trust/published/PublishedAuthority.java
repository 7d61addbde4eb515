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

  /** Whether bundles in the format before OMS 1.0 count. */
  boolean legacyBundles();

  /**
   * A public key.
   *
   * @param publicKey PEM
   * @param experimental whether the key may be of an experimental type
   */
  record Key(String name, String publicKey, boolean experimental, boolean legacyBundles)
      implements PublishedAuthority {
    /** One of a usual type, for bundles of the current format. */
    public Key(String name, String publicKey) {
      this(name, publicKey, false, false);
    }
  }

  /**
   * A certificate authority.
   *
   * @param caBundle PEM
   * @param subjectAltNames empty for any certificate of the authority, unless there are expressions
   * @param subjectAltNameRegExps regular expressions (RE2), of which one has to match a name
   * @param timestampAuthorities the chain of each, PEM
   */
  record Certificate(
      String name,
      String caBundle,
      List<String> subjectAltNames,
      List<String> subjectAltNameRegExps,
      List<String> timestampAuthorities,
      boolean legacyBundles)
      implements PublishedAuthority {
    /** Copies. */
    public Certificate {
      subjectAltNames = List.copyOf(subjectAltNames);
      subjectAltNameRegExps = List.copyOf(subjectAltNameRegExps);
      timestampAuthorities = List.copyOf(timestampAuthorities);
    }

    /** One by exact names alone, for bundles of the current format. */
    public Certificate(String name, String caBundle, List<String> subjectAltNames) {
      this(name, caBundle, subjectAltNames, List.of(), List.of(), false);
    }
  }

  /**
   * Identities that a Sigstore instance certifies.
   *
   * @param claims exact values by the name of the claim
   * @param trustedRoot name of the trusted root in the same {@link PublishedTrust}
   */
  record Keyless(
      String name,
      Rule issuer,
      Rule subject,
      Map<String, String> claims,
      String trustedRoot,
      boolean legacyBundles)
      implements PublishedAuthority {
    /** Copies, sorted. */
    public Keyless {
      claims = Collections.unmodifiableMap(new TreeMap<>(claims));
    }

    /** For bundles of the current format. */
    public Keyless(
        String name, Rule issuer, Rule subject, Map<String, String> claims, String trustedRoot) {
      this(name, issuer, subject, claims, trustedRoot, false);
    }
  }

  /**
   * What a text has to be.
   *
   * @param expression whether the text is a regular expression (RE2) that has to match as a whole
   */
  record Rule(String text, boolean expression) {}
}
