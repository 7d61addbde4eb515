// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.architecture;

import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds decisions by text in Java sources: a reason, message, type, verdict, state, status, phase
 * or result that is compared as a string. Enums are compared with {@code ==} and in switches, which
 * this does not find.
 */
final class TextComparisons {
  /** Strings first, so that what looks like a comment inside a string stays. */
  private static final Pattern COMMENT_OR_STRING =
      Pattern.compile(
          "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\""
              + "|/\\*[^*]*+\\*++(?:[^/*][^*]*+\\*++)*+/|//[^\\n]*",
          Pattern.DOTALL);

  private static final Pattern STRING = Pattern.compile("\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");

  /**
   * A chain that ends in one of the words, such as {@code status.reason} or {@code c.getType()}.
   */
  private static final String SUBJECT =
      "[\\w.()]*?\\b(?:get)?"
          + "(?:[Rr]eason|[Mm]essage|[Tt]ype|[Vv]erdict|[Ss]tate|[Ss]tatus|[Pp]hase|[Rr]esult)"
          + "(?:Text)?(?:\\(\\))?";

  /** Not in the middle of a chain, where looking again takes a time that grows with its square. */
  private static final String BEGINS = "(?<![\\w.()])";

  private static final String COMPARES =
      "(?:equals|equalsIgnoreCase|contains|startsWith|endsWith|matches|compareTo|indexOf)";

  private static final String LITERAL = "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"";

  private static final List<Pattern> COMPARISONS =
      Stream.of(
              // with a literal
              "Objects\\.equals\\(" + SUBJECT + "," + LITERAL + "\\)",
              "Objects\\.equals\\(" + LITERAL + "," + SUBJECT + "\\)",
              BEGINS + SUBJECT + "\\." + COMPARES + "\\(" + LITERAL,
              LITERAL + "\\." + COMPARES + "\\(" + SUBJECT + "\\)",
              LITERAL + "::" + COMPARES,
              "switch\\(" + SUBJECT + "\\)\\{case" + LITERAL,
              // with a list or a pattern
              "\\.contains\\(" + SUBJECT + "\\)",
              "\\.(?:matcher|test)\\(" + SUBJECT + "\\)",
              // of the operator's own texts, with whatever
              "Objects\\.equals\\([^;{}&|]*?\\.(?:reason|message)(?:\\(\\))?[,)]",
              "\\b(?:reason|message)(?:\\(\\))?\\.(?:equals|contains)\\(",
              "\\.equals\\([\\w.()]*\\.(?:reason|message)(?:\\(\\))?\\)")
          .map(Pattern::compile)
          .toList();

  private static final Set<String> OWN_WORDS =
      Stream.concat(
              Arrays.stream(Reason.values()).map(Reason::text),
              Arrays.stream(ConditionType.values()).map(ConditionType::text))
          .collect(Collectors.toUnmodifiableSet());

  private TextComparisons() {}

  /** The comparisons in a source, without blanks. */
  static List<String> in(String source) {
    String code = withoutCommentsAndBlanks(source);
    return COMPARISONS.stream()
        .flatMap(pattern -> pattern.matcher(code).results().map(MatchResult::group))
        .distinct()
        .toList();
  }

  /** Reasons and condition types that a source writes as texts instead of constants. */
  static List<String> wordsIn(String source) {
    return STRING
        .matcher(withoutCommentsAndBlanks(source))
        .results()
        .map(match -> match.group(1))
        .filter(OWN_WORDS::contains)
        .toList();
  }

  private static String withoutCommentsAndBlanks(String source) {
    return COMMENT_OR_STRING
        .matcher(source)
        .replaceAll(match -> Matcher.quoteReplacement(kept(match.group())))
        .replaceAll("\\s+", "");
  }

  private static String kept(String token) {
    return token.startsWith("\"") ? token : "";
  }
}
