// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

/** By what a row is found that belongs to a tenant. */
record Owned<K>(String tenant, K key) {}
