package dev.modelsigning.trust;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/** What a text of a certificate must be: one text exactly, or one that a pattern covers in full. */
public sealed interface TextRule {
  /** Longest text of a rule, in characters. */
  int MAX_LENGTH = 2048;

  /** Texts that have nothing in common: a pattern that takes all of them takes anybody. */
  List<String> ANYBODY =
      List.of("a", "https://unlikely.invalid/~x?y=1#z", "0@unlikely.invalid", "Q 7");

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
   *     anything, such as {@code .*}
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
    if (ANYBODY.stream().allMatch(pattern::matches)) {
      throw new TrustMaterialException(
          "the pattern '%s' matches anybody; write one that only matches whom you mean"
              .formatted(expression));
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
