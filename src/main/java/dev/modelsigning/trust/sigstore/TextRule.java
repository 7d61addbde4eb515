// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.modelsigning.pki.TrustMaterialException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a text in a certificate must be: exactly one text, or a full match of a pattern. */
public sealed interface TextRule {
  /** The longest text of a rule, in characters. */
  int MAX_LENGTH = 2048;

  /** The most parts of a pattern, repetitions written out; so many take about half a megabyte. */
  int MAX_SIZE = 5_000;

  /** A counted repetition, and whether it is of a group. Longer counts are refused by RE2. */
  Pattern COUNT = Pattern.compile("(\\)?)\\{([0-9]{1,4})(?:,([0-9]{0,4}))?\\}");

  /**
   * Identities and identity providers in a domain that cannot exist: a pattern that matches one of
   * them also matches identities that anyone can obtain.
   */
  List<String> ANYONE =
      List.of(
          "https://unlikely.invalid",
          "https://unlikely.invalid/some/path",
          "https://unlikely.invalid/~x?y=1#z",
          "https://unlikely.invalid/some/model/.github/workflows/release.yml@refs/heads/main",
          "0@unlikely.invalid",
          "someone@unlikely.invalid");

  /** The same for DNS names. */
  List<String> ANY_HOST = List.of("unlikely.invalid", "ci-1.some.unlikely.invalid");

  /** Whether the text matches. */
  boolean allows(String text);

  /** The text or pattern as given. */
  String text();

  /** How the text is compared: {@code exactly} or {@code matching}. */
  default String kind() {
    return switch (this) {
      case Exact _ -> "exactly";
      case Matching _ -> "matching";
    };
  }

  /** The rule in words, for refusals. */
  String shown();

  /**
   * Creates a rule for exactly this text.
   *
   * @throws TrustMaterialException if it is empty or longer than {@link #MAX_LENGTH}
   */
  static TextRule exactly(String text) throws TrustMaterialException {
    checkLength(text);
    return new Exact(text);
  }

  /**
   * Creates a rule for every text that a regular expression matches in full, in the syntax of RE2,
   * whose time is linear in the length of the text.
   *
   * @throws TrustMaterialException if it is empty, too long, larger than {@link #MAX_SIZE}, not a
   *     regular expression, or matches one of {@link #ANYONE}, such as {@code .*} or {@code
   *     https://.*}
   */
  static TextRule matching(String expression) throws TrustMaterialException {
    return matching(expression, ANYONE);
  }

  /**
   * The same for the names in a certificate, which may also be DNS names: a pattern that matches
   * one of {@link #ANY_HOST} is refused too, such as {@code [a-z.]+}.
   *
   * @throws TrustMaterialException as {@link #matching(String)}
   */
  static TextRule matchingName(String expression) throws TrustMaterialException {
    return matching(expression, Stream.concat(ANYONE.stream(), ANY_HOST.stream()).toList());
  }

  private static TextRule matching(String expression, List<String> anyones)
      throws TrustMaterialException {
    checkLength(expression);
    checkSize(expression);
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new TrustMaterialException(
          "'%s' is not a regular expression in RE2 syntax: %s"
              .formatted(expression, e.getMessage()),
          e);
    }
    Optional<String> anyone = anyones.stream().filter(pattern::matches).findFirst();
    if (anyone.isPresent()) {
      throw new TrustMaterialException(
          "the pattern '%s' matches identities that anyone can obtain, such as '%s'; include the host or domain of the intended signers"
              .formatted(expression, anyone.get()));
    }
    return new Matching(pattern);
  }

  /** A counted repetition is written out in memory: 500 characters {1000} times take 44 MB. */
  private static void checkSize(String expression) throws TrustMaterialException {
    long size = expression.length();
    Matcher count = COUNT.matcher(expression);
    while (count.find() && size <= MAX_SIZE) {
      long times = Math.max(1, Math.max(number(count.group(2)), number(count.group(3))));
      size = count.group(1).isEmpty() ? size + times : size * times;
    }
    if (size > MAX_SIZE) {
      throw new TrustMaterialException(
          "the pattern '%s' is too large with its repetitions; use smaller counts, or + instead of {n}"
              .formatted(expression));
    }
  }

  private static int number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 1 : Integer.parseInt(digits);
  }

  private static void checkLength(String text) throws TrustMaterialException {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new TrustMaterialException(
          "an identity or pattern has %d characters; give 1 to %d"
              .formatted(text.length(), MAX_LENGTH));
    }
  }

  /** Exactly one text. */
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

  /** Every text that a pattern matches in full. */
  record Matching(Pattern pattern) implements TextRule {
    @Override
    public boolean allows(String text) {
      return pattern.matches(text);
    }

    @Override
    public String shown() {
      return "a match of '" + pattern + "'";
    }

    @Override
    public String text() {
      return pattern.pattern();
    }
  }
}
