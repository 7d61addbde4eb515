// SPDX-License-Identifier: Apache-2.0
/**
 * A story that integration tests share: an operator against a real API server, a team's namespace,
 * a model in a folder, and the test in the place of job controller, kubelet and users.
 */
@NullMarked
package dev.modelsigning.testing.story;

import org.jspecify.annotations.NullMarked;
