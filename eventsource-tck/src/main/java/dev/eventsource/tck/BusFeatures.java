// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

/**
 * In what buses differ; the suites assert both answers.
 *
 * @param retains whether it keeps what everybody has had, so that a new group can begin with the beginning, and takes
 *     messages for which there is no group
 * @param remote whether a broker of its own is behind it, to which the network can fail
 */
public record BusFeatures(boolean retains, boolean remote) {}
