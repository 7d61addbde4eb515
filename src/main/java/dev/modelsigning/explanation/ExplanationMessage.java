// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.explanation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.explanation.Explanation.SignatureState;
import dev.modelsigning.explanation.Explanation.Source;
import dev.modelsigning.gate.AdmissionDecision.Objection;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import dev.modelsigning.text.Shortened;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/**
 * An explanation as the message of a refused dry run: the one part of an admission response that
 * reaches every client uncut. One line of ASCII, at most {@value #MOST_CHARACTERS} characters.
 */
public final class ExplanationMessage {
  /** The API server and {@code kubectl} pass it on as it is. */
  static final int MOST_CHARACTERS = 32_768;

  private static final String START =
      "dry run with the annotation " + Explanation.ANNOTATION + ", explanation: ";

  /** Entries of each list, and characters of each text, that are tried one after the other. */
  private static final List<Size> SIZES =
      List.of(
          new Size(256, 4_000),
          new Size(64, 600),
          new Size(16, 300),
          new Size(4, 150),
          new Size(1, 50));

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** A newer webhook may say more. */
  private static final ObjectReader READER =
      MAPPER
          .readerFor(Explanation.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private ExplanationMessage() {}

  private record Size(int entries, int characters) {}

  /** Writes an explanation, with less of it where all of it has no room. */
  public static String write(Explanation explanation) {
    return SIZES.stream()
        .flatMap(size -> json(cut(explanation, size)).stream())
        .findFirst()
        .map(json -> START + json)
        .orElseThrow(() -> new IllegalStateException("the least of an explanation has room"));
  }

  /** Empty when it has no room, which is found out before all of it is in memory. */
  private static Optional<String> json(Explanation explanation) {
    Room room = new Room();
    try {
      MAPPER.writeValue(room, explanation);
      return Optional.of(room.toString());
    } catch (Room.FullException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("an explanation holds only texts and lists of them", e);
    }
  }

  /** Takes as many characters as a message may have. */
  private static final class Room extends Writer {
    private final StringBuilder written = new StringBuilder();

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
      if (written.length() + length > MOST_CHARACTERS - START.length()) {
        throw new FullException();
      }
      written.append(characters, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return written.toString();
    }

    /** There is no more room. */
    private static final class FullException extends IOException {
      private static final long serialVersionUID = 1L;
    }
  }

  /**
   * Finds an explanation in what a client printed, which may have put words before and after it;
   * empty when there is none.
   */
  public static Optional<Explanation> read(String printed) {
    int start = printed.indexOf(START);
    if (start < 0) {
      return Optional.empty();
    }
    try (JsonParser parser =
        MAPPER.getFactory().createParser(printed.substring(start + START.length()))) {
      return Optional.of(READER.readValue(parser));
    } catch (IOException e) { // also when a list is missing
      return Optional.empty();
    }
  }

  private static Explanation cut(Explanation all, Size size) {
    List<Source> sources =
        all.sources().stream().limit(size.entries()).map(source -> cut(source, size)).toList();
    List<PolicyAnswer> policies =
        all.policies().stream().limit(size.entries()).map(answer -> cut(answer, size)).toList();
    boolean whole = sources.equals(all.sources()) && policies.equals(all.policies());
    return new Explanation(
        all.namespace(),
        all.admitted(),
        cut(all.note(), size),
        sources,
        policies,
        all.shortened() || !whole);
  }

  private static Source cut(Source all, Size size) {
    return new Source(
        cut(all.volume(), size),
        all.kind(),
        cut(all.name(), size),
        all.containers().stream().limit(size.entries()).map(name -> cut(name, size)).toList(),
        all.signatures().stream().limit(size.entries()).map(state -> cut(state, size)).toList());
  }

  private static SignatureState cut(SignatureState all, Size size) {
    String reason = all.reason();
    return new SignatureState(
        cut(all.name(), size),
        all.verdict(),
        reason == null ? null : cut(reason, size),
        all.percent());
  }

  private static PolicyAnswer cut(PolicyAnswer all, Size size) {
    List<Objection> objections = cut(all.objections(), size);
    List<Objection> exempted = cut(all.exempted(), size);
    int left =
        all.objections().size() - objections.size() + all.exempted().size() - exempted.size();
    return new PolicyAnswer(
        cut(all.policy(), size), all.mode(), objections, exempted, all.more() + left);
  }

  private static List<Objection> cut(List<Objection> all, Size size) {
    return all.stream()
        .limit(size.entries())
        .map(
            one ->
                new Objection(
                    cut(one.volume(), size),
                    cut(one.subject(), size),
                    cut(one.found(), size),
                    cut(one.required(), size),
                    cut(one.hint(), size)))
        .toList();
  }

  private static String cut(String text, Size size) {
    return Shortened.to(text, size.characters());
  }
}
