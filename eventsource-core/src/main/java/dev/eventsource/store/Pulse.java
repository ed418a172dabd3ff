// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

/**
 * What a process learns when it says that it is alive.
 *
 * @param changes differs from that of the pulse before if somebody joined, left, paused, reset, or decided on a dead
 *     letter
 * @param alive how many processes are alive, this one included
 * @param head of the log
 */
public record Pulse(long changes, long alive, long head) {}
