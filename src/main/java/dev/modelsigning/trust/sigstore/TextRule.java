// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.modelsigning.pki.TrustMaterialException;
import java.util.List;
import java.util.Optional;

/** What a text of a certificate must be: one text exactly, or one that a pattern covers in full. */
public sealed interface TextRule {
  /** Longest text of a rule, in characters. */
  int MAX_LENGTH = 2048;

  /**
   * Identities and identity providers that nobody means, since their domain cannot exist: a pattern
   * that takes one of them takes others that anybody can have.
   */
  List<String> ANYBODY =
      List.of(
          "https://unlikely.invalid",
          "https://unlikely.invalid/some/path",
          "https://unlikely.invalid/~x?y=1#z",
          "https://unlikely.invalid/some/model/.github/workflows/release.yml@refs/heads/main",
          "0@unlikely.invalid",
          "someone@unlikely.invalid");

  /** Whether the text is one that is meant. */
  boolean allows(String text);

  /** The text or pattern as given. */
  String text();

  /** The rule in words, for refusals. */
  String shown();

  /**
   * Exactly this text.
   *
   * @throws TrustMaterialException when it is empty or longer than {@link #MAX_LENGTH}
   */
  static TextRule exactly(String text) throws TrustMaterialException {
    checkLength(text);
    return new Exact(text);
  }

  /**
   * Any text that a regular expression matches from end to end, in the syntax of RE2, which matches
   * in time linear to the text.
   *
   * @throws TrustMaterialException when it is empty, too long, no regular expression, or matches
   *     {@link #ANYBODY}, such as {@code .*}, or {@code https://.*}
   */
  static TextRule matching(String expression) throws TrustMaterialException {
    checkLength(expression);
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new TrustMaterialException(
          "'%s' is no regular expression of RE2: %s".formatted(expression, e.getMessage()), e);
    }
    Optional<String> anybody = ANYBODY.stream().filter(pattern::matches).findFirst();
    if (anybody.isPresent()) {
      throw new TrustMaterialException(
          "the pattern '%s' matches anybody, such as '%s'; write the host or domain of whom you mean into it"
              .formatted(expression, anybody.get()));
    }
    return new Matching(pattern);
  }

  private static void checkLength(String text) throws TrustMaterialException {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new TrustMaterialException(
          "an identity or pattern has %d characters; give 1 to %d"
              .formatted(text.length(), MAX_LENGTH));
    }
  }

  /** One text. */
  record Exact(String text) implements TextRule {
    @Override
    public boolean allows(String other) {
      return text.equals(other);
    }

    @Override
    public String shown() {
      return "'" + text + "'";
    }
  }

  /** What a pattern covers. */
  record Matching(Pattern pattern) implements TextRule {
    @Override
    public boolean allows(String text) {
      return pattern.matches(text);
    }

    @Override
    public String shown() {
      return "what matches '" + pattern + "'";
    }

    @Override
    public String text() {
      return pattern.pattern();
    }
  }
}
