// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.registry.BundleReferrers.Attached;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What registries have answered, for as many bundles as there is room for: the last ones. */
final class Answers {
  /** A few hundred bytes each. */
  private static final int MOST = 20_000;

  private final Map<Place, Answer> answers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Answer> eldest) {
          return size() > MOST;
        }
      };

  /** A bundle of a resource. */
  record Place(String uid, int index) {}

  /** What is asked for; another question has another answer. */
  record Question(String reference, Optional<String> digest, List<String> pullSecrets) {
    Question {
      pullSecrets = List.copyOf(pullSecrets);
    }
  }

  /** What was found, or else why not, and until when that is not asked again. */
  record Answer(
      Question question, Optional<Attached> found, ReferrerFinding finding, Instant until) {
    static Answer missing(Question question, Reason reason, String message, Instant until) {
      return new Answer(
          question, Optional.empty(), new ReferrerFinding.Missing(reason, message), until);
    }

    /** The same for longer. */
    Answer stays(Instant later) {
      return new Answer(question, found, finding, later);
    }
  }

  synchronized Optional<Answer> of(Place place, Question question) {
    return Optional.ofNullable(answers.get(place))
        .filter(answer -> answer.question().equals(question));
  }

  synchronized void remember(Place place, Answer answer) {
    answers.put(place, answer);
  }
}
