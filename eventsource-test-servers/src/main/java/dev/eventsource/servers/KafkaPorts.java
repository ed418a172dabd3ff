// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

/**
 * The ports of one broker.
 *
 * @param clients for whoever comes directly
 * @param proxied the same, for those whom a proxy leads here
 * @param sasl for those who have a password
 * @param controllers among the nodes
 */
record KafkaPorts(int clients, int proxied, int sasl, int controllers) {

    static KafkaPorts any() {
        return new KafkaPorts(FreePort.any(), FreePort.any(), FreePort.any(), FreePort.any());
    }
}
