// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

/**
 * Why a downloaded model is not verified in its pod. All components are for people.
 *
 * @param subject container or volume
 * @param found what is there
 * @param wanted what would be accepted
 * @param hint what to change
 */
public record Objection(String subject, String found, String wanted, String hint) {}
