// SPDX-License-Identifier: Apache-2.0
/** The custom resources of group modelsigning.dev, version v1alpha1: data only. Absent is null. */
package dev.modelsigning.api.v1alpha1;
