// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment of a container, as far as the pod says it. Values can refer to earlier ones, so
 * that a few of them can stand for endless text: the total length of what is expanded is bounded,
 * and what goes beyond stays as it is written, which nothing takes for a known value.
 */
final class Environment {
  /** Characters that all expansions of one container may have. */
  static final int EXPANDED_CHARACTERS = 1 << 20;

  /**
   * Begins what stands for a value that is not in the pod; the variable's name follows. Like any
   * reference, it is no known value.
   */
  private static final String ELSEWHERE = "$(from-elsewhere:";

  /** The same of one that Kubernetes makes, of letters, digits and few signs: no option. */
  private static final String OF_THE_POD = "$(of-the-pod)";

  /** The same of one that the pod sets and a script sets anew. */
  private static final String OF_THE_SCRIPT = "$(of-a-script)";

  private static final String ANNOTATIONS = "metadata.annotations";

  private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");
  private static final Set<String> FALSE = Set.of("", "0", "false", "no", "off", "none");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]+)\\)");
  private static final Pattern ANY_REFERENCE =
      Pattern.compile("\\$\\(([^()\\s]+)\\)|\\$\\{?[!#]?([_a-zA-Z][_a-zA-Z0-9]*)");
  private static final Pattern SHELL_REFERENCE =
      Pattern.compile("\\$\\{([_a-zA-Z][_a-zA-Z0-9]*)\\}|\\$([_a-zA-Z][_a-zA-Z0-9]*)");

  /** Of a script, by its number. */
  private static final Pattern PARAMETER = Pattern.compile("\\$(?:([0-9])|\\{([0-9]{1,4})\\})");

  private final Map<String, String> values = new LinkedHashMap<>();
  private final NavigableSet<String> prefixesOfOthers;
  private final Set<String> assignedFromElsewhere = new HashSet<>();
  private int budget = EXPANDED_CHARACTERS;
  private boolean spent;

  private Environment(List<String> prefixesOfOthers) {
    this.prefixesOfOthers = withoutLonger(prefixesOfOthers);
  }

  /** Without those that begin with another one, so that at most one is where a name begins. */
  private static NavigableSet<String> withoutLonger(List<String> prefixes) {
    NavigableSet<String> shortest = new TreeSet<>();
    for (String prefix : new TreeSet<>(prefixes)) {
      if (shortest.isEmpty() || !prefix.startsWith(shortest.last())) {
        shortest.add(prefix);
      }
    }
    return shortest;
  }

  static Environment of(Container container) {
    Environment environment = new Environment(prefixes(container));
    for (EnvVar variable : Objects.requireNonNullElse(container.getEnv(), List.<EnvVar>of())) {
      environment.values.put(
          Objects.requireNonNullElse(variable.getName(), ""),
          variable.getValueFrom() != null
              ? written(variable)
              : environment.expand(written(variable)));
    }
    return environment;
  }

  /** The value of a variable as the pod has it, or what stands for one that it does not have. */
  static String written(EnvVar variable) {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      return Objects.requireNonNullElse(variable.getValue(), "");
    }
    var field = source.getFieldRef();
    boolean plain =
        source.getResourceFieldRef() != null
            || (field != null
                && !Objects.requireNonNullElse(field.getFieldPath(), "").startsWith(ANNOTATIONS));
    return plain ? OF_THE_POD : elsewhere(Objects.requireNonNullElse(variable.getName(), ""));
  }

  private static String elsewhere(String name) {
    return ELSEWHERE + name.replaceAll("\\s", "_") + ")"; // one word, as the value of an option is
  }

  /** Of the variables that ConfigMaps and Secrets as a whole may set. */
  static List<String> prefixes(Container container) {
    List<EnvFromSource> sources = Objects.requireNonNullElse(container.getEnvFrom(), List.of());
    return sources.isEmpty()
        ? List.of()
        : sources.stream()
            .map(source -> Objects.requireNonNullElse(source.getPrefix(), ""))
            .toList();
  }

  /** Gives the variables that the pod itself sets, with their values. */
  void forEach(BiConsumer<String, String> reader) {
    values.forEach(reader);
  }

  /** The value of a variable that the pod sets; one that is elsewhere contains a dollar sign. */
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Whether a ConfigMap or Secret as a whole may set variables. */
  boolean hasOthers() {
    return !prefixesOfOthers.isEmpty();
  }

  /** Whether a ConfigMap or Secret as a whole may set the variable, and the pod itself does not. */
  boolean mayComeFromElsewhere(String name) {
    if (!hasOthers() || values.containsKey(name)) {
      return false;
    }
    // All texts from a prefix on up to the name that begins with it begin with it, too.
    String before = prefixesOfOthers.floor(name);
    return before != null && name.startsWith(before);
  }

  /**
   * Whether the pod itself sets the variable to a value that all programs take for true. Some take
   * one with a blank for false.
   */
  boolean isTrue(String name) {
    return TRUE.contains(values.getOrDefault(name, "").toLowerCase(Locale.ROOT));
  }

  /** Whether some program takes a value for true, or nobody knows it. */
  static boolean mayBeTrue(String value) {
    return !FALSE.contains(value.strip().toLowerCase(Locale.ROOT));
  }

  /** Whether the variable is empty or not set, neither by the pod nor from elsewhere. */
  boolean isUnset(String name) {
    return values.getOrDefault(name, "").isEmpty() && !mayComeFromElsewhere(name);
  }

  /** Forgets variables that words of a command line assign: a shell may change them. */
  void forgetAssigned(List<String> words) {
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        String name = word.substring(0, equals);
        if (mayBeElsewhere(firstOf(word.substring(equals + 1)), true)) {
          assignedFromElsewhere.add(name);
          values.replace(name, elsewhere(name));
        } else if (!values.getOrDefault(name, "").startsWith(ELSEWHERE)) {
          // Whether the shell comes there is not known: what was elsewhere may still be.
          values.replace(name, OF_THE_SCRIPT);
        }
      }
    }
  }

  /** What stands before a blank: a script that begins with an assignment is a word as well. */
  private static String firstOf(String value) {
    int end = 0;
    while (end < value.length() && !Character.isWhitespace(value.charAt(end))) {
      end++;
    }
    return value.substring(0, end);
  }

  /** Replaces references as the kubelet does; unknown ones stay. */
  String expand(String text) {
    // What is never closed is no reference, and would be read to the end from each beginning.
    int end = text.lastIndexOf(')') + 1;
    return replaced(
            text.substring(0, end),
            REFERENCE,
            found ->
                found.group(1) == null ? "$" : values.getOrDefault(found.group(1), found.group()))
        + text.substring(end).replace("$$", "$");
  }

  /**
   * Whether a text of a ConfigMap, a Secret or an annotation may be where a word begins, or
   * anywhere in it, where a shell makes several words of it.
   */
  boolean mayBeElsewhere(String word, boolean inScript) {
    if (word.indexOf('$') < 0) {
      return false;
    }
    if (inScript ? word.contains(ELSEWHERE) : word.startsWith(ELSEWHERE)) {
      return true;
    }
    Matcher reference = ANY_REFERENCE.matcher(word);
    if (!inScript) {
      return reference.lookingAt() && isElsewhere(reference);
    }
    while (reference.find()) {
      if (isElsewhere(reference)) {
        return true;
      }
    }
    return false;
  }

  private boolean isElsewhere(Matcher reference) {
    String name = reference.group(1) == null ? reference.group(2) : reference.group(1);
    return assignedFromElsewhere.contains(name)
        || values.getOrDefault(name, "").startsWith(ELSEWHERE)
        || mayComeFromElsewhere(name);
  }

  /** Whether variables stand for more text than is read. */
  boolean isSpent() {
    return spent;
  }

  /**
   * Words in which a reference that stands for several is replaced by them, as a shell does.
   *
   * @param most the most words
   */
  List<String> split(List<String> words, int most) {
    return words.size() <= most && words.stream().allMatch(word -> word.indexOf('$') < 0)
        ? words
        : words.stream().flatMap(this::split).limit(most).toList();
  }

  private Stream<String> split(String word) {
    if (word.indexOf('$') < 0) {
      return Stream.of(word);
    }
    String expanded = expandInShell(word);
    return expanded.indexOf('$') < 0 && ScriptWords.mayBeScript(expanded)
        ? ScriptWords.of(expanded).stream()
        : Stream.of(word);
  }

  /** Replaces what a script calls its parameters; those that it is not given stay. */
  String expandParameters(String text, List<String> parameters) {
    return replaced(
        text,
        PARAMETER,
        found -> {
          int number = Integer.parseInt(found.group(1) == null ? found.group(2) : found.group(1));
          return number < parameters.size() ? parameters.get(number) : found.group();
        });
  }

  /** Replaces references as a shell does; unknown ones stay. */
  String expandInShell(String text) {
    return replaced(
        text,
        SHELL_REFERENCE,
        found ->
            values.getOrDefault(
                found.group(1) == null ? found.group(2) : found.group(1), found.group()));
  }

  private String replaced(String text, Pattern references, Function<Matcher, String> value) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    Matcher found = references.matcher(text);
    int end = 0;
    while (found.find()) {
      String replacement = value.apply(found);
      result.append(text.substring(end, found.start()));
      if (replacement.length() > budget) {
        spent = true;
        return text;
      }
      budget -= replacement.length();
      result.append(replacement);
      end = found.end();
    }
    return result.append(text.substring(end)).toString();
  }
}
