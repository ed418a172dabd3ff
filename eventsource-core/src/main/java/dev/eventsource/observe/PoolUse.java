// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.observe;

/**
 * How much of the pool of connections behind a storage is used at the moment: {@code storage.unwrap(PoolUse.class)}, where the
 * pool tells.
 *
 * @param name of the pool
 * @param used how many connections are lent, those that the storage keeps for itself too
 * @param idle how many wait to be lent
 * @param most how many there may be
 * @param waiting how many threads wait for one
 */
public record PoolUse(String name, int used, int idle, int most, int waiting) {}
